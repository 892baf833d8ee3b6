"""A file of checkpoints is read note by note."""

from servewell.core.record.remembered import read_remembered

ONE = "riverton.example/record\n5\nroot=\n\n— riverton.example/record sig=\n"
TWO = "riverton.example/record\n9\nroot=\n\n— riverton.example/record sig=\n— witness sig=\n"


def test_notes_follow_one_another():
    assert read_remembered(ONE + TWO + ONE) == (ONE, TWO, ONE)


def test_empty_lines_between_them_do_no_harm():
    assert read_remembered(f"\n{ONE}\n\n{TWO}\n") == (ONE, TWO)


def test_nothing_is_remembered_in_an_empty_file():
    assert read_remembered("") == read_remembered("\n\n") == ()


def test_what_is_no_checkpoint_is_handed_on_to_be_refused():
    assert read_remembered("Hello\n") == ("Hello\n",)
