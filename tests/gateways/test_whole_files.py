"""Files of people: bounded when read, whole or not at all when written."""

import pytest

from servewell.core.problem import ProblemError
from servewell.gateways.whole_files import read_bounded, write_whole


def test_one_byte_more_than_allowed_is_read_so_that_the_reader_can_refuse(tmp_path):
    (tmp_path / "long").write_bytes(b"x" * 100)
    assert len(read_bounded(tmp_path / "long", 10)) == 11
    assert len(read_bounded(tmp_path / "long", 100)) == 100


def test_a_file_that_is_not_there_is_named_as_the_person_named_it(tmp_path):
    with pytest.raises(ProblemError, match=r"form\.json.*cannot be read"):
        read_bounded(tmp_path / "nothing", 10, shown="form.json")


def test_a_file_that_cannot_take_its_place_leaves_what_was_there(tmp_path):
    (tmp_path / "report.html").mkdir()
    with pytest.raises(ProblemError, match="cannot be written"):
        write_whole(tmp_path / "report.html", "new")
    assert [one.name for one in tmp_path.iterdir()] == ["report.html"]
    write_whole(tmp_path / "other.html", "old")
    write_whole(tmp_path / "other.html", "new")
    assert (tmp_path / "other.html").read_text() == "new"
