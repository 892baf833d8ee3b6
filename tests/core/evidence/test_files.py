"""Tables and JSON of effects: read alike, and refused with every fault and its line."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servewell.core.evidence.files import EffectsFile, read_effects
from servewell.core.problem import Problem, ProblemError

HEAD = "agency,measure,scale,horizon,estimate,standard error"
ROW = "riverton,completed,share,30 days,0.06,0.02"


def read(text: str | bytes) -> EffectsFile:
    return read_effects(text.encode() if isinstance(text, str) else text, file="effects")


def refused(text: str | bytes) -> tuple[Problem, ...]:
    with pytest.raises(ProblemError) as caught:
        read(text)
    assert all(problem.where.file == "effects" for problem in caught.value.problems)
    return caught.value.problems


@pytest.mark.parametrize(
    "text",
    [
        f"{HEAD}\n{ROW}\n",
        f"\ufeff{HEAD}\r\n{ROW}\r\n\r\n",
        f"{HEAD}\n{ROW}\n".replace(",", ";"),
        f"{HEAD.replace(' ', '_').upper()}\n{ROW}\n",
        json.dumps([dict(zip(HEAD.split(","), ROW.split(","), strict=True))]),
        '{"effects": [{"agency": "riverton", "measure": "completed", "scale": "share", "horizon": 30, '
        '"estimate": 0.06, "standard_error": 2e-2, "finished": null}]}',
    ],
)
def test_the_same_effect_is_read_from_every_format(text: str) -> None:
    (effect,) = read(text).effects
    assert (effect.agency, effect.measure, effect.horizon_days) == ("riverton", "completed", 30)
    assert (effect.estimate, effect.standard_error) == (0.06, 0.02)


def test_a_file_that_does_not_tell_who_checked_is_vouched_for_by_who_reads_it() -> None:
    plain, told = read(f"{HEAD}\n{ROW}\n"), read(f"{HEAD},verified\n{ROW},no\n")
    assert (plain.tells_verified, plain.effects[0].is_verified) == (False, True)
    assert (told.tells_verified, told.effects[0].is_verified) == (True, False)


def test_a_file_with_days_of_registration_is_a_register() -> None:
    told = read(f"{HEAD},registered,begun\n{ROW},2026-02-01,2026-03-01\nhillford,completed,share,30,,,2026-02-01,\n")
    assert told.is_register
    assert [one.has_result for one in told.effects] == [True, False]
    assert not read(f"{HEAD}\n{ROW}\n").is_register


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("", "no-effects", None),
        (f"{HEAD}\n", "no-effects", None),
        (f"{HEAD}\n" + f"{ROW}\n" * 2_001, "no-effects", None),
        (f"{HEAD}\n{ROW},more\n", "wrong-row", 2),
        (f"{HEAD},agency\n{ROW},b\n", "duplicate-key", 1),
        (f'{HEAD}\n"riverton,completed\n', "not-a-table", 2),
        (f"{HEAD}\nriver\x00ton,completed,share,30,0,0.1\n", "bad-effect", 2),
        (b"agency\n\xff\n", "not-utf-8", 2),
        ("{}", "wrong-shape", None),
        ("[1]", "wrong-shape", None),
        ('[{"agency": ["a"]}]', "wrong-shape", None),
        ('[{"estimate": NaN}]', "json-not-a-number", None),
        ('[{"estimate": 1e400}]', "json-not-a-number", None),
        ('[{"agency": "a", "agency": "b"}]', "json-duplicate-key", None),
        ("[" * 100_000, "json-too-deep", None),
        ("x" * 1_000_001, "too-large", None),
    ],
)
def test_what_is_no_table_of_effects_is_refused(text: str | bytes, code: str, line: int | None) -> None:
    problem = refused(text)[0]
    assert (problem.code, problem.where.line) == (code, line)


@pytest.mark.parametrize(
    ("cell", "value", "found"),
    [
        (0, "", "lacks 'agency'"),
        (0, "a" * 81, "'agency' is"),
        (1, "Completed!", "'measure' is"),
        (2, "percent", "'scale' is"),
        (3, "soon", "'horizon' is"),
        (3, "0", "horizon is 0 days"),
        (4, "much", "'estimate' is"),
        (4, "NaN", "'estimate' is"),
        (4, "7", "estimate is 7"),
        (5, "", "standard error is missing"),
        (5, "0", "standard error is 0"),
    ],
)
def test_a_cell_that_cannot_be_is_named_with_its_line(cell: int, value: str, found: str) -> None:
    cells = ROW.split(",")
    cells[cell] = value
    (problem,) = refused(f"{HEAD}\n{ROW}\n{','.join(cells)}\n")
    assert problem.code == "bad-effect"
    assert problem.where.line == 3
    assert found in problem.found


def test_a_misspelt_column_gets_its_nearest_name_once() -> None:
    (problem,) = {one.fix for one in refused(f"{HEAD},finnished\n{ROW},\n{ROW},\n")}
    assert problem == "Did you mean 'finished'?"


@given(st.binary(max_size=400) | st.text(alphabet='agency,;"\n\r\t[]{}:0123.-e é\x00', max_size=300).map(str.encode))
def test_whatever_a_file_holds_it_is_read_or_refused(content: bytes) -> None:
    try:
        told: object = read(content).effects
    except ProblemError as error:
        told = [problem.found for problem in error.problems]
    assert told
