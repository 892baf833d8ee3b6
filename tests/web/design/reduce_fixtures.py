"""For maintainers: keep of govuk-frontend's examples those whose options our components offer.

python -m tests.web.design.reduce_fixtures node_modules/govuk-frontend/dist/govuk/components
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from tests.web.design.govuk_options import COMPONENTS, UnsupportedError, converted


def main(folder: Path) -> None:
    kept: dict[str, list[dict[str, object]]] = {}
    left: dict[str, int] = {}
    for component in COMPONENTS:
        examples = json.loads((folder / component / "fixtures.json").read_text(encoding="utf-8"))["fixtures"]
        for example in examples:
            try:
                converted(component, example["options"])
            except UnsupportedError as reason:
                left[f"{component}: {reason}"] = left.get(f"{component}: {reason}", 0) + 1
                continue
            html = " ".join(example["html"].split())
            kept.setdefault(component, []).append(
                {"name": example["name"], "options": example["options"], "html": html}
            )
    target = Path(__file__).parent / "fixtures.json"
    target.write_text(json.dumps(kept, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")
    print(f"{sum(map(len, kept.values()))} kept, {sum(left.values())} left out:")
    for reason, count in sorted(left.items()):
        print(f"  {count} {reason}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
