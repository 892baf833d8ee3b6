"""Over columns a rule comes to what it comes to case by case."""

import pytest
from tests.core.rules.bulk.agreement import disagreements
from tests.thorough import THOROUGH


@pytest.mark.parametrize("seed", range(40) if THOROUGH else range(2))
def test_bulk_and_rows_agree_on_every_case(seed: int) -> None:
    pairs, found = disagreements(seed, rules=40, cases=200) if THOROUGH else disagreements(seed, rules=20, cases=100)
    print(f"seed {seed}: {pairs:,} pairs of a rule and a case judged both ways, {len(found)} rules differ")
    assert found == []
    assert pairs > (5_000 if THOROUGH else 1_000)
