from __future__ import annotations

import json

import pytest

from servewell.cli.main import main
from servewell.core.definition import load_folder

FORM = {
    "name": "Ask for a bin",
    "startPage": "/start",
    "pages": [
        {
            "path": "/start",
            "title": "Where?",
            "components": [
                {"type": "TextField", "name": "a", "title": "Where do you live?", "options": {}, "schema": {}}
            ],
            "next": [{"path": "/summary"}],
        },
        {"path": "/summary", "title": "Check", "controller": "./pages/summary.js", "components": [], "next": []},
    ],
    "lists": [],
    "sections": [],
    "conditions": [],
}


@pytest.fixture
def forms(tmp_path):
    folder = tmp_path / "forms"
    for name in ("one", "two"):
        (folder / name).mkdir(parents=True)
        (folder / name / "bin.json").write_text(json.dumps(FORM))
    return folder


def imported(capsys, *words: str) -> tuple[int, dict, str]:
    code = main(["import", "xgov", *words, "--json"])
    out = capsys.readouterr()
    return code, json.loads(out.out), out.err


def test_forms_become_folders_with_services_of_different_names(forms, tmp_path, capsys):
    code, report, _ = imported(capsys, str(forms), "--out", str(tmp_path / "out"))
    assert code == 0
    assert [form["service"] for form in report["forms"]] == ["bin", "two-bin"]
    assert [form["file"] for form in report["forms"]] == ["one/bin.json", "two/bin.json"]
    assert report["totals"] == {
        "forms": 2, "pages_in": 4, "pages_out": 2, "questions_in": 2, "questions_out": 2, "conditions_in": 0,
        "conditions_out": 0, "lost": 0, "approximated": 0,
    }  # fmt: skip
    for service in ("bin", "two-bin"):
        parsed = load_folder(tmp_path / "out" / service)
        assert parsed.problems == ()
        assert parsed.definition.service == service
    assert sorted(path.name for path in (tmp_path / "out").rglob("*") if path.is_file()) == ["definition.yaml"] * 2


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"not json", "not-json"),
        (b"[" * 100_000, "json-too-deep"),
        (b'{"pages": NaN}', "json-not-a-number"),
        (b'{"pages": 1, "pages": 2}', "json-duplicate-key"),
        (b"{}", "not-a-form"),
    ],
)
def test_a_bad_file_is_a_problem_and_the_rest_goes_on(forms, tmp_path, capsys, content, code):
    (forms / "bad.json").write_bytes(content)
    result, report, err = imported(capsys, str(forms), "--out", str(tmp_path / "out"))
    assert result == 1
    assert [(problem["code"], problem["file"]) for problem in report["problems"]] == [(code, "bad.json")]
    assert code in err
    assert len(report["forms"]) == 2
    assert not (tmp_path / "out" / "bad").exists()


def test_a_path_without_forms_is_a_problem(tmp_path, capsys):
    assert imported(capsys, str(tmp_path), "--out", str(tmp_path / "out"))[0] == 1
    code, report, _ = imported(capsys, str(tmp_path / "gone.json"), "--out", str(tmp_path / "out"))
    assert (code, report["problems"][0]["code"]) == (1, "unreadable-file")


def test_a_folder_that_cannot_be_written_is_a_problem(forms, tmp_path, capsys):
    (tmp_path / "out").write_text("in the way")
    code, report, _ = imported(capsys, str(forms), "--out", str(tmp_path / "out"))
    assert (code, report["problems"][0]["code"]) == (1, "unwritable")


def test_without_json_each_form_has_a_line(forms, tmp_path, capsys):
    assert main(["import", "xgov", str(forms / "one" / "bin.json"), "--out", str(tmp_path / "out")]) == 0
    assert "bin: 1 of 2 pages, 0 of 0 conditions, 0 things lost" in capsys.readouterr().out
