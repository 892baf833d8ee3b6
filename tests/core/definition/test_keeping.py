"""How long what is kept, and what for: read, printed, checked, and what holds where nothing is said."""

import pytest
from tests.core.definition.sound import SOUND

from servewell.core.definition import differences, parse, print_definition
from servewell.core.definition.model import DEFAULT_KEEP, Duration, Keep
from servewell.core.definition.scalars import read_keep, write_keep

ENGLISH = SOUND.replace("languages: [en, es]\n", "")


def read(text: str):
    parsed = parse(text)
    assert not parsed.problems, parsed.problems
    return parsed.definition


@pytest.mark.parametrize(
    ("text", "keep"),
    [
        ("2 years", Keep(Duration(2, "years"))),
        ("2 years after closing", Keep(Duration(2, "years"))),
        ("1 year after decision", Keep(Duration(1, "years"), "decision")),
        ("10 working days after  submission", Keep(Duration(10, "working days"), "submission")),
    ],
)
def test_a_span_is_read_with_the_day_from_which_it_counts(text: str, keep: Keep) -> None:
    assert read_keep(text) == keep
    assert read_keep(write_keep(keep)) == keep


@pytest.mark.parametrize("text", ["", "2", "after decision", "2 years after", "2 years after birth", "two years"])
def test_what_is_no_span_is_none(text: str) -> None:
    assert read_keep(text) is None


def test_a_question_is_kept_as_it_says_else_as_its_page_else_as_the_service() -> None:
    text = ENGLISH.replace("    title: Your sight\n", "    title: Your sight\n    keep: 1 year after decision\n")
    definition = read(text.replace("label: Are you blind?", "label: Are you blind?, keep: 6 months"))
    assert write_keep(definition.kept("blind")) == "6 months"
    on_page = [path for path, _, page in definition.questions() if page.id == "sight" and path != "blind"]
    assert on_page
    assert {write_keep(definition.kept(path)) for path in on_page} == {"1 year after decision"}
    assert write_keep(definition.kept("full_name")) == write_keep(definition.kept()) == "3 years"


def test_where_nothing_is_said_the_default_holds() -> None:
    definition = read(ENGLISH.replace("keep: 3 years\n", ""))
    assert definition.kept() == definition.kept("full_name") == DEFAULT_KEEP


def test_the_purpose_of_a_question_is_its_own_else_its_pages_else_the_services() -> None:
    text = ENGLISH.replace("keep: 3 years\n", "purpose: To decide.\nkeep: 3 years\n")
    text = text.replace("    title: Your sight\n", "    title: Your sight\n    purpose: To see who is exempt.\n")
    definition = read(text.replace("label: Are you blind?", "label: Are you blind?, because: It is free then."))
    assert definition.purpose("blind") == "It is free then."
    assert definition.purpose("full_name") == definition.purpose() == "To decide."
    others = [path for path, _, page in definition.questions() if page.id == "sight" and path != "blind"]
    assert {definition.purpose(path) for path in others} == {"To see who is exempt."}


def test_they_are_printed_and_their_changes_are_told() -> None:
    before = read(ENGLISH)
    text = ENGLISH.replace("keep: 3 years\n", "purpose: To decide.\nkeep: 3 years after decision\n")
    after = read(text.replace("    title: Your sight\n", "    title: Your sight\n    keep: 1 year\n"))
    printed = print_definition(after)
    assert "purpose: To decide.\nkeep: 3 years after decision\n" in printed
    assert read(printed) == after
    said = [change.words for change in differences(before, after)]
    assert "keep changed from 3 years to 3 years after decision" in said
    assert any(words.endswith("keep changed from nothing to 1 year") for words in said)


def test_a_misspelt_day_is_told_with_the_nearest() -> None:
    (problem,) = parse(ENGLISH.replace("keep: 3 years", "keep: 3 years after desicion")).problems
    assert problem.code == "bad-duration"
    assert problem.fix == "Did you mean 'after decision'?"
    assert "6 months after decision" in problem.expected
