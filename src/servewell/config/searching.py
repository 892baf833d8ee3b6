"""`python -m servewell.config.searching`: do the searches for findings that wait, then end.

The server begins this process when something waits: the engines of event logs take 150 MB and the interpreter's lock
for seconds, neither of which pages should pay for.
"""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime

import django

from servewell.gateways.postgresql import waits

POLITE = 10  # behind whatever serves people


def main() -> int:
    """Do one search after the other until none waits."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "servewell.config.settings")
    os.nice(POLITE)
    waits.use(waits.OF_COMMANDS)
    django.setup()
    from servewell.apps.findings.looking import look_due

    while look_due(now=datetime.now(UTC)):
        pass
    return 0


if __name__ == "__main__":
    sys.exit(main())
