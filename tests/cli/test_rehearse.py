from __future__ import annotations

import json

import pytest

from servewell.cli.main import main

DEFINITION = """
service: bin
title: A bin
agency: riverton
pages:
  - page: where
    title: Where
    ask:
      has_garden: {type: yes or no, label: Have you a garden?}
  - page: garden
    title: Garden
    only if: has_garden
    ask:
      size: {type: number, label: How large?}
stages: [received, decided]
decisions: {approve: {}}
"""
EXAMPLES = """
- example: No garden
  answers: {has_garden: no}
  expect: {pages: [where], complete: yes}
"""


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "definition.yaml").write_text(DEFINITION)
    (tmp_path / "examples.yaml").write_text(EXAMPLES)
    return tmp_path


def test_the_report_says_what_was_reached(folder, capsys):
    assert main(["rehearse", str(folder), "--times", "50", "--seed", "2", "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert report["walks"] == report["completed"] == 50
    assert report["never_reached"] == []
    assert report["pages_reached"] == 2
    assert report["branch_sides_seen"] == 2
    assert report["examples"] == 1
    assert report["example_problems"] == []


def test_a_failing_example_fails_the_rehearsal_with_its_line(folder, capsys):
    (folder / "examples.yaml").write_text(EXAMPLES.replace("[where]", "[garden]"))
    assert main(["rehearse", str(folder / "definition.yaml"), "--times", "5"]) == 1
    out = capsys.readouterr()
    assert "Pages reached: 2 of 2." in out.out
    assert "examples.yaml:4: Example 'No garden': the pages are where; expected garden." in out.err


def test_a_faulty_definition_is_refused(folder, capsys):
    (folder / "definition.yaml").write_text(DEFINITION.replace("only if: has_garden", "only if: has_gardn"))
    assert main(["rehearse", str(folder)]) == 1
    assert "has_garden" in capsys.readouterr().err
    assert main(["rehearse", str(folder / "gone.yaml"), "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["problems"][0]["code"] == "unreadable-file"


def test_times_have_limits(folder):
    with pytest.raises(SystemExit):
        main(["rehearse", str(folder), "--times", "0"])
