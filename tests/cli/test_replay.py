from __future__ import annotations

import json

import duckdb
import pytest
from django.db import connection
from tests.cast import PERMIT as PERMIT_OF_CAST
from tests.cast import apply
from tests.core.definition.replay.permits import PERMIT

from servewell.cli.main import main

CASES = """\
reference,born_on,postcode,district,income,helped,colour
A1,1980-01-01,4011,north,15000,no,red
A2,1980-01-01,4011,south,5000,yes,red
A3,1980-01-01,9999,south,5000,,red
"""


@pytest.fixture
def files(tmp_path):
    (tmp_path / "old.yaml").write_text(PERMIT)
    (tmp_path / "new.yaml").write_text(PERMIT.replace("most: 20000", "most: 10000"))
    (tmp_path / "cases.csv").write_text(CASES)
    return tmp_path


def replayed(files, *words, cases="cases.csv"):
    paths = [str(files / "old.yaml"), str(files / "new.yaml"), "--cases", str(files / cases)]
    return main(["replay", *paths, *words])


def test_the_table_says_what_changes_and_for_whom(files, capsys):
    assert replayed(files) == 0

    text = capsys.readouterr().out
    assert "3 cases replayed" in text
    assert "  eligible            2      1      -1\n" in text
    assert "case A1: eligible → not eligible (is_poor met → not met)" in text


def test_the_json_has_the_shape_that_is_documented(files, capsys):
    assert replayed(files, "--json", "--by", "district", "colour") == 0

    found = json.loads(capsys.readouterr().out)
    assert (found["cases"], found["changed"], found["undecidable"]) == (3, 1, 0)
    assert found["outcomes"]["stopped"] == {"before": 1, "after": 1}
    assert found["groups"][0] == {"by": "district", "value": "north", "cases": None, "gains": None, "loses": None}
    assert found["fees"] == {"before": "12.50", "after": "12.50", "currency": "EUR"}
    assert found["seconds"] > 0


def test_a_cell_that_does_not_fit_is_named_with_its_line_and_counts_as_missing(files, capsys):
    (files / "cases.csv").write_text(CASES.replace("15000", "15.000,00".join('""')).replace("north", "nrth"))

    assert replayed(files, "--json") == 0

    captured = capsys.readouterr()
    assert json.loads(captured.out)["undecidable"] == 1
    assert "cases.csv:2, question 'income': '15.000,00' in column 'income'" in captured.err
    assert "'nrth' in column 'district'" in captured.err


def test_more_bad_cells_than_are_shown_are_counted(files, capsys):
    (files / "cases.csv").write_text("reference,income\n" + "a,much\n" * 50)

    assert replayed(files) == 0

    assert "30 more cells" in capsys.readouterr().err


def test_parquet_gives_the_same_as_csv(files, capsys):
    cases = str(files / "cases.parquet")
    source = str(files / "cases.csv")
    duckdb.sql(f"COPY (SELECT * FROM read_csv('{source}')) TO '{cases}'")

    results = []
    for name in ("cases.csv", "cases.parquet"):
        assert replayed(files, "--json", cases=name) == 0
        results.append(json.loads(capsys.readouterr().out) | {"seconds": 0})

    assert results[0] == results[1]


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("none.csv", None, "There is no such file"),
        ("cases.parquet", b"not a parquet file", "cannot be read"),
        ("cases.csv", b"\xff\xfe\x00\x01\x02", "cannot be read"),
        ("cases.csv", b"", "No column has the name of a question"),
        ("cases.csv", b"a,b\n1,2\n", "columns with names such as born_on"),
    ],
)
def test_a_file_that_is_no_table_of_cases_is_refused_in_plain_words(files, capsys, name, content, says):
    if content is not None:
        (files / name).write_bytes(content)

    assert replayed(files, cases=name) == 1

    assert says in capsys.readouterr().err


def test_a_column_to_group_by_that_is_not_there_is_named_with_the_nearest(files, capsys):
    assert replayed(files, "--by", "distric") == 1

    assert "Did you mean 'district'?" in capsys.readouterr().err


def test_a_faulty_version_is_refused(files, capsys):
    (files / "new.yaml").write_text(PERMIT.replace("income < most", "income < moste"))

    assert replayed(files) == 1

    assert "moste" in capsys.readouterr().err


def test_the_cases_of_the_installation_are_replayed_and_erased_ones_counted_apart(tmp_path, capsys, cast):
    ids = [apply(cast, car=f"Car {number}")[0] for number in range(3)]
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM payload WHERE event_id IN (SELECT id FROM event WHERE subject = %s)", [f"case:{ids[1]}"]
        )
    text = PERMIT_OF_CAST.replace("languages: [en, es]", "languages: [en]")
    (tmp_path / "old.yaml").write_text(text)
    (tmp_path / "new.yaml").write_text(text.replace('postcode = "4011"', 'postcode = "4012"'))

    paths = [str(tmp_path / "old.yaml"), str(tmp_path / "new.yaml")]
    assert main(["replay", *paths, "--cases", "journal", "--by", "channel", "--json"]) == 0

    found = json.loads(capsys.readouterr().out)
    assert (found["cases"], found["changed"], found["erased"]) == (2, 2, 1)
    assert found["groups"] == [{"by": "channel", "value": "online", "cases": None, "gains": None, "loses": None}]
