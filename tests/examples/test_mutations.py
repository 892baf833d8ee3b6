"""Any one character changed at random in an example is accepted or refused with a message that names the line."""

import random
from pathlib import Path

import pytest
from tests.thorough import THOROUGH

from servewell.core.definition import parse, print_definition

ROOT = Path(__file__).parents[2]
EXAMPLES = sorted((ROOT / "examples").glob("*/definition.yaml"))
MUTATIONS = 2_000 if THOROUGH else 500
ODD = "\x00\x07\t\n\r\x1b\x7f\x85\xa0\u200b\u2028\u202e\ufeff\ufffe\ud800é漢م👍"
PLAIN = "abcxyzABC019 :-#'\"[]{}(),.|>&*!%@`?\\/<=+_~$^;"


def mutated(text: str, rng: random.Random) -> str:
    """Return the text with one character replaced, added or taken away."""
    at = rng.randrange(len(text))
    character = rng.choice(ODD if rng.random() < 0.3 else PLAIN)
    kind = rng.choice(("replace", "insert", "delete"))
    if kind == "delete":
        return text[:at] + text[at + 1 :]
    return text[:at] + character + text[at + (kind == "replace") :]


def sources() -> list[tuple[str, dict[str, tuple[str, str]]]]:
    return [
        (
            path.read_text(encoding="utf-8"),
            {one.name[6:-5]: (one.name, one.read_text(encoding="utf-8")) for one in path.parent.glob("texts.*.yaml")},
        )
        for path in EXAMPLES
    ]


def test_any_one_character_changed_is_accepted_or_refused_with_its_line() -> None:
    rng = random.Random(20261123)
    found = sources()
    assert len(found) == 6
    refused = 0
    for number in range(MUTATIONS):
        text, translations = found[number % len(found)]
        changed = mutated(text, rng)
        parsed = parse(changed, file="definition.yaml", translations=translations)
        refused += bool(parsed.problems)
        assert parsed.problems or parsed.definition is not None
        lines = changed.count("\n") + changed.count("\r") + 1
        for problem in parsed.problems:
            assert problem.where.file
            assert problem.where.line, problem
            assert problem.found
            assert problem.where.file != "definition.yaml" or problem.where.line <= lines
        if not parsed.problems and number % 20 == 0:
            assert parse(print_definition(parsed.definition), translations=translations).definition == parsed.definition
    assert MUTATIONS * 0.2 < refused < MUTATIONS


@pytest.mark.parametrize(
    "text", ["", "\n", "[]", "{}", "- a", "a", "a: b", ":", "pages: {}", "pages: [1]", "{" * 99, "\ufeff"]
)
def test_texts_that_are_no_definition_are_refused_with_a_line(text: str) -> None:
    parsed = parse(text)
    assert parsed.problems
    assert all(problem.where.line for problem in parsed.problems)
