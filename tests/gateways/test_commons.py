"""The folder of a commons: paths are made of short names, links out of it are not followed, files are whole or not."""

from pathlib import Path

import pytest

from servewell.core.problem import ProblemError
from servewell.gateways.commons import Commons, read_bounded


@pytest.mark.parametrize("name", ["..", "../x", "a/b", "", ".hidden", "a\\b", "A", "x" * 81, "a.b"])
def test_a_path_is_made_of_short_names(name: str) -> None:
    for names in ((name, "ok"), ("ok", name)):
        with pytest.raises(ValueError, match="short names"):
            Commons.path_of(*names)
    assert Commons.path_of("riverton", "send-later", "html") == "practices/riverton/send-later.html"


def test_what_is_written_can_be_read(tmp_path: Path) -> None:
    commons = Commons(tmp_path / "new")
    assert commons.index() is None
    commons.write({"commons.yaml": "x: é\n", "practices/a/b.yaml": "y: 1\n"})
    assert commons.index() == "x: é\n".encode()
    assert commons.practice("a", "b") == b"y: 1\n"
    assert not list(tmp_path.rglob("*.part"))


def test_a_folder_that_is_a_link_is_not_written_through(tmp_path: Path) -> None:
    elsewhere, folder = tmp_path / "elsewhere", tmp_path / "c"
    elsewhere.mkdir()
    folder.mkdir()
    (folder / "practices").symlink_to(elsewhere)
    with pytest.raises(ProblemError) as caught:
        Commons(folder).write({"practices/a/b.yaml": "x"})
    assert caught.value.problems[0].code == "outside-folder"
    assert list(elsewhere.iterdir()) == []


def test_no_more_is_read_than_is_allowed(tmp_path: Path) -> None:
    path = tmp_path / "large"
    path.write_bytes(b"x" * 1_000)
    assert len(read_bounded(path, 10)) == 11
    with pytest.raises(ProblemError):
        read_bounded(tmp_path, 10)


def test_a_file_in_the_way_is_said(tmp_path: Path) -> None:
    (tmp_path / "c").write_text("a file")
    with pytest.raises(ProblemError) as caught:
        Commons(tmp_path / "c").write({"x": "y"})
    assert caught.value.problems[0].code == "unwritable"
