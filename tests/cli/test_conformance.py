"""`servewell rules tck`: the figures that it prints, and what it says where there is nothing to run."""

import json
from pathlib import Path

import pytest

from servewell.cli.main import main

MODEL = """<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" namespace="urn:x" name="x">
<decision id="a" name="a"><variable name="a"/><literalExpression><text>1 + 1</text></literalExpression></decision>
</definitions>"""
TESTS = """<testCases xmlns="http://www.omg.org/spec/DMN/20160719/testcase"
 xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xsd="http://www.w3.org/2001/XMLSchema">
<modelName>x.dmn</modelName>
<testCase id="1">
<resultNode name="a"><expected><value xsi:type="xsd:decimal">2</value></expected></resultNode></testCase>
<testCase id="2">
<resultNode name="a"><expected><value xsi:type="xsd:decimal">3</value></expected></resultNode></testCase>
</testCases>"""


def test_it_counts_by_folder_and_names_what_fails(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "0001-sums"
    folder.mkdir()
    (folder / "x.dmn").write_text(MODEL)
    (folder / "x-test-01.xml").write_text(TESTS)
    assert main(["rules", "tck", str(tmp_path), "--json"]) == 1
    said = json.loads(capsys.readouterr().out)
    assert (said["cases"], said["passed"], said["failed"], said["skipped"]) == (2, 1, 1, 0)
    assert said["by_folder"] == {"0001-sums": {"passed": 1, "failed": 1, "skipped": 0}}
    assert said["failures"][0]["case"] == "0001-sums/2/a"
    assert main(["rules", "tck", str(tmp_path)]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split() == ["folder", "passed", "failed", "skipped"]
    assert lines[1].split() == ["0001-sums", "1", "1", "-"]
    assert lines[2] == "failed 0001-sums/2/a: Decimal('2') instead of Decimal('3')"
    assert lines[3] == "2 cases: 1 passed, 1 failed, 0 skipped."


def test_an_empty_folder_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rules", "tck", str(tmp_path)]) == 2
    assert "no tests" in capsys.readouterr().err


def test_a_file_that_is_no_xml_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "x-test-01.xml").write_text("<testCases>")
    assert main(["rules", "tck", str(tmp_path)]) == 2
    assert "cannot be read" in capsys.readouterr().err
