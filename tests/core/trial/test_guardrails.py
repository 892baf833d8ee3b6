"""A guardrail is hit by harm, at the case that shows it, and by hardly anything else."""

import math

import numpy as np

from servewell.core.trial.guardrails import Guardrail, guard

RAIL = Guardrail("answered in time", base=0.8)


def drawn(effect: float, seed: int, cases: int = 500) -> dict[str, np.ndarray]:
    rng = np.random.default_rng(seed)
    arm = rng.random(cases) < 0.5
    return {"arm": arm, "value": (rng.random(cases) < 0.8 + effect * arm).astype(float)}


def test_harm_is_noticed_early_and_an_improvement_never() -> None:
    harmed = [guard(RAIL, **drawn(-0.3, seed), share=0.5) for seed in range(30)]
    assert all(one.is_hit for one in harmed)
    assert np.median([one.hit_at or 0 for one in harmed]) < 200
    assert not any(guard(RAIL, **drawn(0.15, seed), share=0.5).is_hit for seed in range(30))


def test_without_harm_it_errs_no_more_often_than_its_own_error() -> None:
    hit = np.mean([guard(RAIL, **drawn(0.0, seed), share=0.5).is_hit for seed in range(300)])
    assert hit <= 0.05 + 3 * math.sqrt(0.05 * 0.95 / 300)


def test_a_margin_bears_what_it_says() -> None:
    bearing = Guardrail("answered in time", base=0.8, margin=0.1)
    hits = [guard(bearing, **drawn(-0.05, seed, 2_000), share=0.5).is_hit for seed in range(40)]
    assert np.mean(hits) <= 0.05 + 3 * math.sqrt(0.05 * 0.95 / 40)
    assert np.mean([guard(RAIL, **drawn(-0.05, seed, 2_000), share=0.5).is_hit for seed in range(40)]) > 0.5


def test_without_cases_there_is_no_evidence() -> None:
    found = guard(RAIL, arm=np.zeros(0, dtype=bool), value=np.zeros(0), share=0.5)
    assert (found.e_value, found.hit_at, found.is_hit) == (1.0, None, False)
