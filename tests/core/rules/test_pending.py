"""What a rule comes to while answers are to come, and which of them can still change it."""

from datetime import UTC, datetime
from decimal import Decimal

from servewell.core.rules import (
    BOOLEAN,
    NUMBER,
    STRING,
    Domain,
    Domains,
    Rule,
    compile_rule,
    explained,
    open_names,
    taken_apart,
)

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
SCOPE = {"blind": BOOLEAN, "age": NUMBER, "walk": NUMBER, "town": STRING}

ALL = {
    "blind": Domain(BOOLEAN, (True, False), may_lack=False),
    "age": Domain(NUMBER, may_lack=False),
    "walk": Domain(NUMBER),
    "town": Domain(STRING, ("north", "south"), may_lack=False),
}


def to_come(*names: str) -> Domains:
    return {name: ALL[name] for name in names}


def rule(text: str) -> Rule:
    return compile_rule(text, SCOPE)


def test_the_clauses_that_decided_are_told_and_the_others_not() -> None:
    values = {"blind": False, "age": Decimal(20), "walk": Decimal(90)}
    told = explained(taken_apart(rule("blind or (age >= 18 and walk < 80)")), values, {}, NOW)
    assert told.outcome is False
    assert [(clause.text, clause.outcome, clause.decisive) for clause in told.clauses] == [
        ("blind", False, True), ("age >= 18", True, False), ("walk < 80", False, True),
    ]  # fmt: skip


def test_only_names_that_can_still_change_the_outcome_are_open() -> None:
    part = taken_apart(rule("blind or (age >= 18 and walk < 80)"))
    assert open_names(part, {}, ALL, NOW) == {"blind", "age", "walk"}
    assert open_names(part, {"age": Decimal(3)}, to_come("blind", "walk"), NOW) == {"blind"}
    assert open_names(part, {"blind": True}, to_come("age", "walk"), NOW) == frozenset()
