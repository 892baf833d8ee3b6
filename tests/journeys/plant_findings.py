"""Put findings into a running installation: `python plant_findings.py SERVICE`; prints the id of the first.

The searches of a fresh installation find nothing; these stand on its cases as a search would have stored them.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime

from servewell.cli.installation import open_installation


def plant(service: str) -> str:
    """Store two findings, the first with the cases of the service behind it, and return its id."""
    from tests.apps.findings.found import refuses, stored, waits

    from servewell.apps.cases.models import Case

    cases = Case.objects.filter(service=service).order_by("submitted_at").values_list("pk", flat=True)[:5]
    findings = [waits(examples=list(cases)), refuses()]
    return stored(service, findings, now=datetime.now(UTC), lacks=("starts",))[0]


if __name__ == "__main__":
    open_installation()
    print(plant(sys.argv[1]))
