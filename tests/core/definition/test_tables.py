"""Decision tables in a definition: read, printed, compared, and put in the place of their names."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from tests.core.definition.sound import SOUND

from servewell.core.definition import parse, print_definition
from servewell.core.definition.differences import differences
from servewell.core.definition.journey.compiled import compile_definition
from servewell.core.definition.model import Definition

NOW = datetime(2026, 11, 23, tzinfo=UTC)
TABLE = """\
tables:
  # Agreed by the council.
  walk_fee:
    by: [metres, colour]
    rows:
      - [< 50, "-", 0]
      # The middle.
      - ["[50..400]", '"red"', 10]  # since 2024
      - ["[50..400]", '"blue"', price * 2]
      - ["> 400", "-", 20]

"""


def with_table(table: str = TABLE, fee: str = "if blind then 0 else walk_fee") -> str:
    text = SOUND.replace("[en, es]", "[en]").replace("languages: [en]\n", "")
    return text.replace("fee: if blind then 0 else price", f"fee: {fee}").replace(
        "criteria:\n", f"{table}criteria:\n", 1
    )


def sound(text: str) -> Definition:
    parsed = parse(text)
    assert parsed.problems == ()
    assert parsed.definition is not None
    return parsed.definition


def found(text: str) -> list[tuple[str, int | None, int | None]]:
    return [(one.code, one.where.line, one.where.column) for one in parse(text).problems]


def test_a_table_survives_printing_with_its_comments() -> None:
    parsed = parse(with_table())
    definition = sound(with_table())
    text = print_definition(definition, parsed.source.comments)
    assert TABLE in text
    again = parse(text)
    assert again.definition == definition
    assert print_definition(definition, again.source.comments) == text


def fee(definition: Definition, **answers: object) -> object:
    rule = compile_definition(definition).fee
    assert rule is not None
    return rule.rule.decide({"price": Decimal(10), "blind": False, **answers}, now=NOW)


@pytest.mark.parametrize(
    ("metres", "colour", "wanted"),
    [("10", "red", 0), ("50", "red", 10), ("400", "blue", 20), ("400.1", "red", 20), ("60", "green", None)],
)
def test_a_rule_decides_by_the_table_it_names(metres: str, colour: str, wanted: int | None) -> None:
    assert fee(sound(with_table()), metres=Decimal(metres), colour=colour) == wanted


def test_what_a_table_reads_is_what_its_rule_reads() -> None:
    rule = compile_definition(sound(with_table())).fee
    assert rule is not None
    assert rule.rule.names == {"blind", "metres", "colour", "price"}
    assert rule.reads == {"blind", "metres", "colour"}


@pytest.mark.parametrize(
    ("old", "new", "code", "at"),
    [
        ('[< 50, "-", 0]', '[< 50, "-"]', "wrong-row", '[< 50, "-"]'),
        ("[< 50,", "[< far,", "unknown-name", "far,"),
        ('"[50..400]", \'"red"\'', "[50..400], '\"red\"'", "wrong-shape", "[50..400], '"),
        ("price * 2]", "price * * 2]", "rule-syntax", "* 2]"),
        ("price * 2]", "1 / metres]", "divide-by-zero", "metres]"),
        ("    by: [metres, colour]", "    hit: some\n    by: [metres, colour]", "unknown-hit", "some"),
        (", 20]", ", '\"much\"']", "wrong-type", '"much"'),
        ("price * 2]", "walk_fee]", "circular-table", "  walk_fee:"),
    ],
)
def test_a_fault_of_a_cell_is_shown_at_the_cell(old: str, new: str, code: str, at: str) -> None:
    text = with_table(TABLE.replace(old, new, 1))
    lines = text.split("\n")
    places = [lines[line - 1][(column or 1) - 1 :] for what, line, column in found(text) if what == code and line]
    assert any(place.startswith(at) for place in places), (found(text), places)


def test_tables_may_use_tables() -> None:
    other = "  first_fee: {by: [metres], hit: first, rows: [[< 10, 1], ['-', walk_fee]]}\n\n"
    definition = sound(with_table(TABLE.rstrip() + "\n" + other, fee="if blind then 0 else first_fee"))
    assert fee(definition, metres=Decimal(5)) == 1
    assert fee(definition, metres=Decimal(500), colour="red") == 20


def test_a_table_that_grows_by_its_tables_is_refused() -> None:
    lines = ["tables:", "  t0: {by: [metres], rows: [['-', 1]]}"]
    lines += [f"  t{n}: {{by: [metres], rows: [['-', {' + '.join([f't{n - 1}'] * 30)}]]}}" for n in range(1, 12)]
    problems = found(with_table("\n".join(lines) + "\n\n", fee="t11"))
    assert "rule-too-large" in {code for code, _, _ in problems}


def test_a_group_cannot_hide_what_a_table_reads() -> None:
    text = with_table().replace(
        "born: {type: date, label: Born}", "metres: {type: number, label: M, only if: walk_fee > 1}"
    )
    assert "hidden-name" in {code for code, _, _ in found(text)}


def test_a_rule_cannot_hide_what_a_table_reads() -> None:
    assert "hidden-name" in {code for code, _, _ in found(with_table(fee="sum(for metres in [1, 2] return walk_fee)"))}


def changes(old: str, new: str) -> list[str]:
    return [one.words for one in differences(sound(with_table()), sound(with_table(TABLE.replace(old, new, 1))))]


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (", 10]", ", 12]", ["table 'walk_fee': row 2 gives 12 instead of 10"]),
        (
            '      - ["> 400", "-", 20]\n',
            '      - ["(400..900]", "-", 20]\n      - ["> 900", "-", 30]\n',
            [
                "table 'walk_fee': row 4 is for (400..900] | - instead of > 400 | -",
                "table 'walk_fee': new row 5: > 900 | - gives 30",
            ],
        ),
        ("walk_fee:\n", "walk_fee:\n    hit: first\n", ["table 'walk_fee': 'hit' changed from unique to first"]),
    ],
)
def test_a_change_is_said_row_by_row(old: str, new: str, words: list[str]) -> None:
    assert changes(old, new) == words
