"""A thousand walks of a service with ten pages; the limit is five seconds."""

from __future__ import annotations

import time
from datetime import UTC, datetime

from benchmarks.services import of_size
from servewell.core.definition import parse
from servewell.core.definition.rehearse import rehearse

LIMIT = 5.0


def main() -> None:
    """Print the time beside the limit."""
    parsed = parse(of_size(pages=10, questions=4, rules=20))
    if parsed.definition is None or parsed.problems:
        raise SystemExit("\n".join(map(str, parsed.problems)))
    began = time.process_time()
    found = rehearse(parsed.definition, times=1_000, seed=1, now=datetime.now(UTC))
    seconds = time.process_time() - began
    print(
        f"Rehearse: {found.walks} walks of 10 pages and 40 questions in {seconds:.2f} s CPU ({seconds / LIMIT:.2f} of"
    )
    print(f"the limit); pages never reached: {len(found.never_reached)}\n")


if __name__ == "__main__":
    main()
