"""`servewell evidence pool`: what is printed and written, exit codes, and no traceback whatever the file."""

import json
from pathlib import Path

import pytest
from tests.core.evidence.published import BCG, bcg

from servewell.cli.main import main

HEAD = "agency,measure,scale,horizon,estimate,standard error"


@pytest.fixture
def trials(tmp_path: Path) -> Path:
    path = tmp_path / "bcg.csv"
    rows = [
        f"{row[0]},tuberculosis,log ratio,365,{value},{error}"
        for row, value, error in zip(BCG, *bcg(), strict=True)
    ]  # fmt: skip
    path.write_text("\n".join([HEAD, *rows]), encoding="utf-8")
    return path


def test_the_vaccine_trials_are_pooled(trials: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["evidence", "pool", str(trials)]) == 0
    said = capsys.readouterr().out
    assert "on average: ×0.49. Between ×0.33 and ×0.73" in said
    assert "Average and its standard error: −0.7145, 0.1808" in said
    assert "It works on average; in a new agency it may not" in said
    assert "Nobody knows how many trials were begun" in said
    assert "no column 'verified'" in said


def test_json_has_every_number(trials: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["evidence", "pool", str(trials), "--json", "--hartung-knapp", "no"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert round(told["fit"]["estimate"], 4) == -0.7145
    assert round(told["fit"]["low"], 4) == -1.0669
    assert {one["convention"] for one in told["fit"]["predictions"]} >= {"normal", "t, k-2"}
    assert [(one["code"], bool(one["said"])) for one in told["cautions"]] == [
        ("no-register", True), ("new-agency-may-differ", True),
    ]  # fmt: skip


def test_the_plot_and_the_page_are_written(trials: Path, tmp_path: Path) -> None:
    svg, html = tmp_path / "plot.svg", tmp_path / "page.html"
    assert main(["evidence", "pool", str(trials), "--svg", str(svg), "--html", str(html), "--language", "ar"]) == 0
    assert svg.read_text(encoding="utf-8").startswith("<svg")
    assert 'dir="rtl"' in html.read_text(encoding="utf-8")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["bcg.csv", "page.html", "plot.svg"]


def test_a_refusal_is_said_and_is_exit_code_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "mixed.csv"
    rows = [f"a{number},{measure},share,30,0.05,0.02" for number in range(3) for measure in ("completed", "satisfied")]
    path.write_text("\n".join([HEAD, *rows]), encoding="utf-8")
    assert main(["evidence", "pool", str(path)]) == 1
    assert "different things: Applications completed, Satisfied residents" in capsys.readouterr().out
    assert main(["evidence", "pool", str(path), "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["refusals"][0]["code"] == "measures-differ"
    assert main(["evidence", "pool", str(path), "--measure", "completed"]) == 0
    assert main(["evidence", "pool", str(path), "--horizon", "90"]) == 1


def test_a_file_that_is_not_there_or_cannot_be_written_is_said(
    trials: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["evidence", "pool", "nothing.csv"]) == 1
    assert "[unreadable-file]" in capsys.readouterr().err
    assert main(["evidence", "pool", str(trials), "--svg", str(trials / "below" / "x.svg")]) == 1
    assert "[unwritable]" in capsys.readouterr().err
