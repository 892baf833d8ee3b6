"""`servewell insight LOG`: run as a stranger would."""

import json
from pathlib import Path

import pytest

import servewell
from servewell.cli.main import main

LOG = "case;activity;timestamp;user\n" + "".join(
    f"{case};{name};2024-03-{day:02} 09:00:00;{who}\n"
    for case in range(1, 21)
    for name, day, who in (("asked", 1, "ann"), ("checked", 3 + case % 5, "bob"), ("decided", 20, "cem"))
)


@pytest.fixture
def log(tmp_path: Path) -> Path:
    path = tmp_path / "log.csv"
    path.write_text(LOG + "21;asked;sometime;ann\n;asked;2024-03-01 09:00:00;ann\n")
    return path


def test_findings_and_what_was_rejected_are_printed(log: Path, capsys: pytest.CaptureFixture[str]) -> None:
    kept = log.with_name("kept.txt")
    assert main(["insight", str(log), "--rejected", str(kept)]) == 0
    printed = capsys.readouterr().out
    assert "20 cases, 60 events, 3 activities, from 2024-03-01 to 2024-03-20" in printed
    assert "Between ‘checked’ and ‘decided’" in printed
    assert "2 events could not be used: 1 unreadable time, 1 no case." in printed
    assert [line.split("\t")[:2] for line in kept.read_text().splitlines() if line] == [
        ["62", "unreadable time"], ["63", "no case"],
    ]  # fmt: skip


def test_json_is_what_the_library_returns(log: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["insight", str(log), "--json"]) == 0
    printed, found = json.loads(capsys.readouterr().out), servewell.insight(log)
    for part in ("durations", "map", "variants", "findings"):
        assert printed[part] == json.loads(json.dumps(found[part]))
    assert printed["map"]["edges"][0]["from"] == "asked"


def test_a_report_is_written_whole(log: Path) -> None:
    out = log.with_suffix(".html")
    assert main(["insight", str(log), "--html", str(out)]) == 0
    assert out.read_text().count("</html>") == 1
    assert not out.with_name(out.name + ".part").exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--case", "kase"], "Did you mean 'case'?"),
        (["--by", "district"], "No case has 'district'"),
        (["--ends", "decide"], "Did you mean 'decided'?"),
        (["--cost", "user"], "'user'"),
        (["--rate", "-1"], "no amount above zero"),
        (["--promise", "soon"], "'soon' is no promise"),
    ],
)
def test_wrong_words_are_answered(
    log: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    assert main(["insight", str(log), *arguments]) == 1
    assert said in capsys.readouterr().err


def test_what_is_no_log_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name, content in (("a.csv", b""), ("b.xes", b"<log>"), ("c.parquet", b"PAR1"), ("d.csv", b"\x00\x01")):
        (tmp_path / name).write_bytes(content)
        assert main(["insight", str(tmp_path / name)]) == 1
        assert capsys.readouterr().err
    assert main(["insight", str(tmp_path / "missing.xes")]) == 1


def test_open_cases_and_cost_are_told_when_asked_for(log: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["insight", str(log), "--ends", "decided", "--first-time-right", "--rate", "50", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["throughput"]["open"] == 0
    assert {one["name"]: one["value"] for one in found["measures"]}["first time right"] == 1.0
    assert found["measures"] == servewell.insight(log, ends=["decided"], first_time_right=True, rate=50)["measures"]
