"""`servewell trial check` tells how long a trial takes and how often its statistics err."""

import json

import pytest

from servewell.cli.main import main

SMALL = ["--simulate", "--trials", "40", "--cases", "300", "--effect", "0.25"]


def test_the_plan_is_told_in_cases_and_weeks(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["trial", "check", "--smallest", "0.1", "--cases-a-week", "100"]) == 0
    out = capsys.readouterr().out
    assert "needs 707 cases to see +10 points" in out
    assert "743 cases (8 weeks)" in out


def test_the_simulation_tells_errors_and_duration(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["trial", "check", "--json", *SMALL]) == 0
    report = json.loads(capsys.readouterr().out)
    assert report["false_positives"]["rate"] < 0.2
    assert report["power"]["rate"] > 0.8
    assert 0 < report["coverage_with_effect"]["monte_carlo_error"] < 0.1
    assert 0.4 < report["median_over_fixed"] < 1.6
    assert report["problems"] == []


def test_the_simulation_is_told_in_words(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["trial", "check", *SMALL, "--method", "peeking"]) == 0
    out = capsys.readouterr().out
    assert "40 simulated trials of up to 300 cases, a look after every case, by peeking:" in out
    assert "told a difference where there is none" in out
    assert "the 93 cases of a single look" in out


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["--tier", "with approval"], "trial-share"),
        (["--cases-a-week", "3"], "trial-too-long"),
        (["--cases-a-week", "-3"], "trial-too-long"),
    ],
)
def test_what_cannot_be_tried_is_refused_in_words(
    words: list[str], code: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["trial", "check", *words]) == 1
    assert f"[{code}]" in capsys.readouterr().err


def test_an_effect_beyond_everybody_is_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["trial", "check", "--base", "0.95", "--effect", "0.1", "--simulate"]) == 2
    assert "no two different shares" in capsys.readouterr().err


@pytest.mark.parametrize("words", [["--base", "1.4"], ["--trials", "1"], ["--share", "nan"], ["--cases", "many"]])
def test_numbers_out_of_range_are_wrong_usage(words: list[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(["trial", "check", *words])
    assert left.value.code == 2
