import json
from pathlib import Path

import pytest
from tests.core.definition.sound import SOUND, SPANISH

from servewell.cli.main import main


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "definition.yaml").write_text(SOUND, encoding="utf-8")
    (tmp_path / "texts.es.yaml").write_text(SPANISH, encoding="utf-8")
    return tmp_path


def test_a_sound_definition_is_accepted(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(folder / "definition.yaml")]) == 0
    assert "no fault found" in capsys.readouterr().out


def test_a_folder_stands_for_its_definition(folder: Path) -> None:
    assert main(["check", str(folder)]) == 0


def test_faults_are_printed_with_file_and_line(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = folder / "definition.yaml"
    path.write_text(SOUND.replace("summary:", "sumary:"), encoding="utf-8")
    assert main(["check", str(path)]) == 1
    assert (
        f"{path}:3: The definition has no key 'sumary'. Did you mean 'summary'? [unknown-key]"
        in capsys.readouterr().out
    )


def test_faults_as_json(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = folder / "definition.yaml"
    path.write_text(SOUND.replace("10 MB", "10 floppies"), encoding="utf-8")
    assert main(["check", "--json", str(path)]) == 1
    (problem,) = json.loads(capsys.readouterr().out)
    assert (problem["code"], problem["page"], problem["question"]) == ("bad-size", "sight", "proof")


def test_the_schema_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--schema"]) == 0
    assert json.loads(capsys.readouterr().out)["title"] == "Servewell service definition"


def test_no_file_is_wrong_usage() -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["check"])
    assert stopped.value.code == 2
