"""Pools to draw: a sound one, a refused one, and one whose agencies have hostile names."""

from dataclasses import replace
from datetime import date

from servewell.core.evidence import Effect, Pool, pool

HOSTILE = "</style><script>alert(1)</script>\"'\x00\ud800{{ 7*7 }} عربي"
ONE = Effect(
    agency="Riverton", measure="completed", scale="share", horizon_days=30, estimate=0.06, standard_error=0.02,
    people_old=600, people_new=610, registered_on=date(2026, 2, 20), begun_on=date(2026, 3, 2),
    finished_on=date(2026, 6, 1), version="0f3a", is_verified=True,
)  # fmt: skip
ESTIMATES = (0.02, 0.05, 0.11, -0.03, 0.08, 0.06)


def effects(scale: str = "share", name: str = "City") -> list[Effect]:
    return [
        replace(ONE, agency=f"{name} {number}", scale=scale, estimate=value, standard_error=0.01 + 0.01 * number)
        for number, value in enumerate(ESTIMATES, 1)
    ]


def sound(scale: str = "share", name: str = "City") -> Pool:
    given = effects(scale, name)
    waiting = replace(given[0], agency=f"{name} 7", estimate=None, standard_error=None)
    boast = replace(given[0], agency=f"{name} 8", estimate=0.4, is_verified=False)
    return pool([*given, waiting, boast])


def refused() -> Pool:
    return pool([replace(one, measure=f"measure_{number}") for number, one in enumerate(effects())])
