"""What a rule comes to while answers are to come, and which of them can still change it."""

from datetime import UTC, datetime
from decimal import Decimal

from servewell.core.rules import BOOLEAN, NUMBER, STRING, Rule, compile_rule, explained, open_names, taken_apart

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
SCOPE = {"blind": BOOLEAN, "age": NUMBER, "walk": NUMBER, "town": STRING}


def rule(text: str) -> Rule:
    return compile_rule(text, SCOPE)


def test_the_clauses_that_decided_are_told_and_the_others_not() -> None:
    values = {"blind": False, "age": Decimal(20), "walk": Decimal(90)}
    told = explained(taken_apart(rule("blind or (age >= 18 and walk < 80)")), values, (), NOW)
    assert told.outcome is False
    assert [(clause.text, clause.outcome, clause.decisive) for clause in told.clauses] == [
        ("blind", False, True), ("age >= 18", True, False), ("walk < 80", False, True),
    ]  # fmt: skip


def test_only_names_that_can_still_change_the_outcome_are_open() -> None:
    part = taken_apart(rule("blind or (age >= 18 and walk < 80)"))
    assert open_names(part, {}, {"blind", "age", "walk"}, NOW) == {"blind", "age", "walk"}
    assert open_names(part, {"age": Decimal(3)}, {"blind", "walk"}, NOW) == {"blind"}
    assert open_names(part, {"blind": True}, {"age", "walk"}, NOW) == frozenset()
