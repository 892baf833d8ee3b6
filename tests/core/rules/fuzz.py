"""What any text must come to: faults that help, or a rule that decides alike on every path, and nothing else.

Used by the tests, and by hand with atheris, which the locks leave out:
`pip install atheris google-re2; PYTHONPATH=src:. python -m tests.core.rules.fuzz SEEDS -max_total_time=600`
"""

import contextlib
import sys
import time
from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal

from servewell.core.rules import (
    ANY,
    BOOLEAN,
    DATE,
    NUMBER,
    STRING,
    BudgetError,
    ContextOf,
    Domain,
    Fault,
    ListOf,
    RuleError,
    check_rule,
    compile_rule,
    open_names,
    parse,
    parse_tests,
    taken_apart,
)
from servewell.core.rules.compile import compiled
from servewell.core.rules.fast import MISSED, fast
from servewell.core.rules.frame import Frame
from servewell.core.rules.functions import BUILTINS
from servewell.core.rules.rule import known_names

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
PATIENCE = 8  # seconds, on a machine that has much else to do; each text takes far below one alone
SCOPE = {
    "age": NUMBER, "blind": BOOLEAN, "walking distance": NUMBER, "town": STRING, "born_on": DATE, "x": ANY,
    "wishes": ListOf(STRING), "address": ContextOf({"postcode": STRING}),
    "household": ListOf(ContextOf({"name": STRING, "income": NUMBER})),
}  # fmt: skip
KNOWN = {
    "age": Decimal(67), "blind": False, "walking distance": Decimal("79.5"), "town": "Ulm", "x": [Decimal(1), "a"],
    "born_on": date(1959, 2, 28), "wishes": ["shed"], "address": {"postcode": "4010"},
    "household": [{"name": "Ana", "income": Decimal(900)}, {"name": "Rui", "income": None}],
}  # fmt: skip
ANSWERS: tuple[Mapping[str, object], ...] = ({}, KNOWN, dict.fromkeys(SCOPE, Decimal(0)), dict.fromkeys(SCOPE, "a"))


def survive(text: str) -> None:
    """Read, check and decide a text in every way; raise AssertionError at what must not be."""
    begun = time.monotonic()
    faults = check_rule(text, SCOPE)
    for fault in faults:
        assert is_helpful(fault, text), fault
    with contextlib.suppress(RuleError):
        parse_tests(text, known_names(SCOPE), BUILTINS)
    with contextlib.suppress(RuleError):
        tree = parse(text, known_names(SCOPE), BUILTINS)
        for values in ANSWERS:  # as a model of other people does it: never checked against types
            with contextlib.suppress(BudgetError):
                compiled(tree)(Frame(values, NOW))
    if not faults:
        _decide(text)
    assert time.monotonic() - begun < PATIENCE


def _decide(text: str) -> None:
    rule = compile_rule(text, SCOPE)
    quick = fast(rule.tree, SCOPE)
    for values in ANSWERS:
        with contextlib.suppress(BudgetError):
            found = rule.decide(values, now=NOW)
            if quick is not None and (other := quick(values, NOW)) is not MISSED:
                assert (type(other), other) == (type(found), found), (text, values)
            to_come = {name: Domain(SCOPE[name]) for name in rule.names & SCOPE.keys() - values.keys()}
            open_names(taken_apart(rule), values, to_come, NOW)


def is_helpful(fault: Fault, text: str) -> bool:
    """Tell whether a fault says where, what was found, and what was expected or what to do."""
    is_placed = 0 <= fault.offset <= len(text) and fault.length >= 1
    return is_placed and bool(fault.code) and fault.found.endswith((".", ")")) and bool(fault.expected or fault.fix)


def main() -> None:
    """Let atheris look for texts that do not survive."""
    import atheris

    atheris.instrument_all()

    def one(data: bytes) -> None:
        survive(data.decode("utf-8", "ignore"))

    atheris.Setup(sys.argv, one)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
