"""Questions as fields: every type, with stored answers, typed text and faults."""

from __future__ import annotations

from dataclasses import replace
from html.parser import HTMLParser

import pytest
from jinja2 import FileSystemLoader
from markupsafe import Markup
from tests.web.design.gallery import DESIGN, FAULTS, definition

from servewell.core.definition.answers import AnswerFault, read_answer
from servewell.web.design import questions
from servewell.web.design.environment import environment
from servewell.web.design.faults import field_id
from servewell.web.design.questions import QuestionView, question_views

NAMES = [question.name for question in definition().page("all").questions]
ENV = environment(loader=FileSystemLoader(DESIGN / "templates"), auto_reload=False)


class Fields(HTMLParser):
    """What a form would send, and what its markup refers to."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.sent: dict[str, list[str]] = {}
        self.ids: list[str] = []
        self.references: set[str] = set()
        self.area = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if "id" in found:
            self.ids.append(found["id"] or "")
        for name in ("for", "aria-describedby"):
            self.references |= set((found.get(name) or "").split())
        if tag == "textarea":
            self.area = found["name"] or ""
            self.sent[self.area] = [""]
        if tag != "input" or found.get("type") == "file":
            return
        if found.get("type") in ("radio", "checkbox") and "checked" not in found:
            return
        self.sent.setdefault(found["name"] or "", []).append(found.get("value") or "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self.sent[self.area] = [self.sent[self.area][0].removeprefix("\n")]
            self.area = ""

    def handle_data(self, data: str) -> None:
        if self.area:
            self.sent[self.area][0] += data


def drawn(*views: QuestionView) -> str:
    template = ENV.from_string(
        '{% from "design/question.html" import question_field %}'
        "{% for view in views %}{{ question_field(view) }}{% endfor %}"
    )
    return template.render(views=views)


ANSWERS = {
    "full_name": 'Ana "Nita" O\'Brien <b>',
    "story": "Line one\n\nLine three",
    "email": "ana@mail.example",
    "phone": "+351210000000",
    "distance": "80",
    "income": "12.50",
    "born_on": "1980-02-09",
    "since": "2019-11",
    "blind": False,
    "colour": "blue",
    "extras": ["a", "b"],
    "address": {"line_1": "Mill Lane 4", "town": "Riverton", "postcode": "4011"},
    "household": [{"first_name": "Yusuf", "child": True}, {"first_name": "Mariam", "child": False}],
    "sure": True,
}


@pytest.mark.parametrize("name", ANSWERS)
def test_an_answer_survives_being_shown_and_sent_again(name: str) -> None:
    everything = definition()
    question = next(question for question in everything.page("all").questions if question.name == name)
    html = drawn(*question_views(everything, [name], language="en", values=ANSWERS))
    assert read_answer(question, Fields(html).sent).value == ANSWERS[name]


def test_every_id_is_unique_and_every_reference_leads_somewhere() -> None:
    fields = Fields(drawn(*question_views(definition(), NAMES, language="en", values=ANSWERS, faults=FAULTS)))
    assert len(fields.ids) == len(set(fields.ids))
    assert fields.references <= set(fields.ids)


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.question)
def test_the_error_summary_leads_to_a_field_that_is_there(fault: AnswerFault) -> None:
    everything = definition()
    html = drawn(*question_views(everything, NAMES, language="en", values=ANSWERS, faults=[fault]))
    assert field_id(fault, everything) in Fields(html).ids
    assert html.count("govuk-error-message") == 1


def test_typed_text_wins_over_the_stored_answer() -> None:
    typed = {"distance": "far away", "born_on-day": "31", "born_on-month": "2", "born_on-year": ""}
    html = drawn(*question_views(definition(), ["distance", "born_on"], language="en", values=ANSWERS, typed=typed))
    sent = Fields(html).sent
    assert sent["distance"] == ["far away"]
    assert (sent["born_on-day"], sent["born_on-month"], sent["born_on-year"]) == (["31"], ["2"], [""])


def test_a_date_marks_only_the_parts_that_are_missing() -> None:
    fault = AnswerFault("born_on", "date-part-missing", "day", {"parts": "day,year"})
    html = drawn(*question_views(definition(), ["born_on"], language="en", faults=[fault]))
    assert html.count("govuk-input--error") == 2


def test_a_group_begins_with_the_fewest_entries_and_grows_on_request() -> None:
    everything = definition()
    (one,) = question_views(everything, ["household"], language="en")
    (three,) = question_views(everything, ["household"], language="en", entries={"household": 3})
    (most,) = question_views(everything, ["household"], language="en", entries={"household": 5})
    assert [len(view.entries) for view in (one, three, most)] == [1, 3, 5]
    assert not one.entries[0].can_remove
    assert three.entries[2].can_remove
    assert 'value="add:household"' in drawn(three)
    assert 'value="remove:household:2"' in drawn(three)
    assert 'value="add:household"' not in drawn(most)


def test_entries_keep_the_indexes_that_were_typed() -> None:
    typed = {"household-0-first_name": "Yusuf", "household-3-first_name": "Mariam"}
    (view,) = question_views(definition(), ["household"], language="en", typed=typed, entries={"household": 3})
    assert [entry.index for entry in view.entries] == [0, 3, 4]
    assert [entry.title for entry in view.entries] == ["Household member 1", "Household member 2", "Household member 3"]


def test_a_question_of_an_entry_that_does_not_apply_is_not_shown() -> None:
    (view,) = question_views(
        definition(),
        ["household"],
        language="en",
        values=ANSWERS,
        applies=lambda question, entry: question.name != "child" or entry.get("first_name") == "Yusuf",
    )
    assert [len(entry.questions) for entry in view.entries] == [2, 1]


def test_files_are_listed_with_a_way_to_take_them_away() -> None:
    file = {"id": "f1", "name": "bill.pdf", "size": 340_000, "type": "application/pdf"}
    everything = definition()
    html = drawn(
        *question_views(everything, ["proof"], language="en", values={"proof": {"files": [file], "later": False}})
    )
    assert 'value="remove-file:proof:f1"' in html
    assert "340 KB" in html
    assert "proof-later" not in html
    full = {"proof": {"files": [file, file | {"id": "f2"}, file | {"id": "f3"}], "later": False}}
    assert 'type="file"' not in drawn(*question_views(everything, ["proof"], language="en", values=full))


def test_a_single_question_can_be_the_heading() -> None:
    for name in ("full_name", "born_on", "blind"):
        html = drawn(*question_views(definition(), [name], language="en", is_page_heading=True))
        assert html.count("<h1") == 1


def test_the_purpose_is_part_of_what_describes_the_field() -> None:
    html = drawn(*question_views(definition(), ["full_name"], language="en"))
    assert "Why we ask: We write it on the permit." in html
    assert 'aria-describedby="full_name-hint"' in html


def test_texts_that_mark_their_language_are_drawn_as_they_are() -> None:
    html = drawn(
        *question_views(
            definition(),
            ["email"],
            language="en",
            say=lambda key: Markup('<span lang="en">E-mail</span>') if key.endswith("label") else "",
        )
    )
    assert '<span lang="en">E-mail</span> (optional)' in html


def test_only_facts_about_the_resident_herself_are_filled_in_by_browsers() -> None:
    everything = definition()
    assert 'autocomplete="name"' in drawn(*question_views(everything, ["full_name"], language="en"))
    assert "autocomplete" not in drawn(*question_views(everything, ["household"], language="en"))


def test_many_choices_become_a_list_to_pick_from() -> None:
    assert questions.MOST_RADIOS == 15
    (view,) = question_views(definition(), ["colour"], language="en")
    assert 'type="radio"' in drawn(view)
    assert "<select" in drawn(replace(view, choices=tuple((str(number), f"Colour {number}") for number in range(16))))
