"""The official conformance suite judges the expressions. The shares below may only rise."""

from collections import Counter
from pathlib import Path

import pytest
from tests.core.rules.tck import cases, outcome

SUITE = Path(__file__).parents[4] / "shared" / "data" / "dmn-tck" / "TestCases"


@pytest.mark.parametrize(("level", "fewest", "floor"), [(2, 40, 1.0), (3, 3_000, 0.98)])
def test_the_conformance_suite_passes_as_far_as_it_did_before(level: int, fewest: int, floor: float) -> None:
    if not SUITE.is_dir():
        pytest.skip("the conformance suite is not beside this checkout (../shared/data/dmn-tck)")
    asked: Counter[str] = Counter()
    failed: Counter[str] = Counter()
    for case in cases(SUITE / f"compliance-level-{level}"):
        asked[case.folder] += 1
        failed[case.folder] += bool(outcome(case))
    total = asked.total()
    share = (total - failed.total()) / max(total, 1)
    print(f"level {level}: {total - failed.total()} of {total} expressions pass ({share:.1%})")
    print("\n".join(f"  {folder}: {count} of {asked[folder]} fail" for folder, count in failed.most_common() if count))
    assert total >= fewest
    assert share >= floor
