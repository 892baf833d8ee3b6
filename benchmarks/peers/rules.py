"""The benchmark's rule of ten clauses in our language and in those of the peers, over the same answers."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Final

import cel
import celpy
import zen

from servewell.core.rules import BOOLEAN, NUMBER, STRING, compile_rule

NOW: Final = datetime(2026, 11, 23, tzinfo=UTC)
OURS: Final = (
    '(age >= 65 or blind) and income < 20000 and district in ("North", "South") and walk < 80 and household >= 1'
    ' and resident years > 2 and not(has permit) and benefit in ("DLA", "PIP") and score * 2 + 1 > 10'
    " and income / household < 9000"
)
SCOPE: Final = {
    "age": NUMBER, "blind": BOOLEAN, "income": NUMBER, "district": STRING, "walk": NUMBER, "household": NUMBER,
    "resident years": NUMBER, "has permit": BOOLEAN, "benefit": STRING, "score": NUMBER,
}  # fmt: skip
ZEN: Final = (
    "(age >= 65 or blind) and income < 20000 and district in ['North', 'South'] and walk < 80 and household >= 1"
    " and resident_years > 2 and not(has_permit) and benefit in ['DLA', 'PIP'] and score * 2 + 1 > 10"
    " and income / household < 9000"
)
# CEL divides whole numbers as whole numbers and compares no mixed kinds, so money and the household are doubles.
CEL: Final = (
    '(age >= 65 || blind) && income < 20000.0 && district in ["North", "South"] && walk < 80 && household >= 1.0'
    ' && resident_years > 2 && !has_permit && benefit in ["DLA", "PIP"] && score * 2.0 + 1.0 > 10.0'
    " && income / household < 9000.0"
)
DOUBLES: Final = ("income", "household", "score")
Answers = dict[str, Any]


def python(values: Answers) -> bool:
    """Decide in plain Python, as somebody would write it by hand for these answers."""
    return (
        (values["age"] >= 65 or values["blind"])
        and values["income"] < 20000
        and values["district"] in ("North", "South")
        and values["walk"] < 80
        and values["household"] >= 1
        and values["resident_years"] > 2
        and not values["has_permit"]
        and values["benefit"] in ("DLA", "PIP")
        and values["score"] * 2 + 1 > 10
        and values["income"] / values["household"] < 9000
    )


def answers(count: int, seed: int = 1) -> list[Answers]:
    """Make up answers by plain names and numbers: each clause holds for most, all ten for two in five."""
    chance = random.Random(seed)

    def likely(yes: Any, no: Any) -> Any:
        return yes if chance.random() < 0.92 else no

    return [
        {
            "age": likely(chance.randint(65, 99), chance.randint(18, 64)),
            "blind": chance.random() < 0.05,
            "income": likely(chance.randint(0, 899900), chance.randint(2000000, 4000000)) / 100,
            "district": likely(chance.choice(("North", "South")), "East"),
            "walk": likely(chance.randint(0, 79), chance.randint(80, 500)),
            "household": float(likely(chance.randint(1, 6), 0)),
            "resident_years": likely(chance.randint(3, 60), chance.randint(0, 2)),
            "has_permit": likely(False, True),
            "benefit": likely(chance.choice(("DLA", "PIP")), "none"),
            "score": likely(chance.randint(10, 24), chance.randint(0, 9)) / 2,
        }
        for _ in range(count)
    ]


def as_ours(values: Answers) -> Answers:
    """Write answers the way our engine is given them: names with spaces, exact numbers."""
    return {
        name.replace("_", " "): Decimal(str(value)) if type(value) in (int, float) else value
        for name, value in values.items()
    }


def exact(values: Answers) -> Answers:
    """Write the numbers of answers as decimals."""
    return {name: Decimal(str(value)) if type(value) in (int, float) else value for name, value in values.items()}


def contenders() -> dict[str, tuple[Callable[[Answers], Any], Callable[[Answers], Answers]]]:
    """Return what decides, by name, each with what turns made-up answers into what it takes."""
    rule = compile_rule(OURS, SCOPE)
    expression = zen.compile_expression(ZEN)
    program = cel.compile(CEL)
    environment = celpy.Environment()
    slow = environment.program(environment.compile(CEL))
    return {
        "Servewell": (lambda values: rule.decide(values, now=NOW), as_ours),
        "plain Python, floats": (python, dict),
        "plain Python, decimals": (python, exact),
        "ZEN engine, compiled": (expression.evaluate, dict),
        "CEL in Rust": (program.execute, dict),
        "cel-python": (slow.evaluate, lambda values: {name: celpy.json_to_cel(one) for name, one in values.items()}),
    }
