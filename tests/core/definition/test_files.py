from pathlib import Path

from tests.core.definition.sound import SOUND, SPANISH

from servewell.core.definition import load_file, load_folder


def test_a_folder_is_read_with_its_translations(tmp_path: Path) -> None:
    (tmp_path / "definition.yaml").write_text(SOUND, encoding="utf-8")
    (tmp_path / "texts.es.yaml").write_text(SPANISH, encoding="utf-8")
    parsed = load_folder(tmp_path)
    assert parsed.problems == ()
    assert parsed.definition is not None
    assert parsed.definition.text("title", "es") == "Solicite un permiso"


def test_a_file_that_is_not_there_is_a_problem(tmp_path: Path) -> None:
    (problem,) = load_file(tmp_path / "nothing.yaml").problems
    assert problem.code == "unreadable-file"
    assert problem.where.file == str(tmp_path / "nothing.yaml")


def test_a_huge_file_is_not_read_whole(tmp_path: Path) -> None:
    path = tmp_path / "definition.yaml"
    path.write_bytes(b"a" * 3_000_000)
    assert [problem.code for problem in load_file(path).problems] == ["too-large"]
