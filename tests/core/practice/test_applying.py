"""A practice on a service it has never seen: what it changes is said, what does not fit is refused."""

import pytest
from tests.core.practice.samples import SERVICE, changing, practice, service

from servewell.core.definition import parse
from servewell.core.practice import apply
from servewell.core.problem import Problem, ProblemError

ENGLISH = SERVICE.replace("languages: [en, es]\n", "")


def words(changes: str, text: str = ENGLISH) -> list[str]:
    return [one.words for one in apply(changing(changes), service(text)).differences]


def refused(changes: str, text: str = ENGLISH) -> tuple[Problem, ...]:
    with pytest.raises(ProblemError) as caught:
        apply(changing(changes), service(text))
    return caught.value.problems


def test_the_whole_practice_is_said_in_words() -> None:
    applied = apply(practice(), service())
    assert [one.words for one in applied.differences] == [
        "Page 'Proof', question 'proof': optional changed from no to yes",
        "Page 'Proof', question 'proof': max size changed from 10000000 to 20000000",
        "Page 'Proof': new question 'call_when'",
        "stage 'received': promise changed from nothing to 1 working day",
        "Page 'Proof', question 'proof': hint changed from 'A photo will do' to 'A photo will do. You can also send it"
        " later.'",
    ]


def test_what_comes_out_is_a_canonical_definition_that_reads_again() -> None:
    applied = apply(practice(), service(ENGLISH))
    again = parse(applied.text)
    assert again.problems == ()
    assert again.definition == applied.definition


def test_comments_of_the_file_stay() -> None:
    text = ENGLISH.replace("  - page: proof", "  # ask early\n  - page: proof")
    parsed = parse(text)
    assert parsed.definition is not None
    assert "  # ask early\n" in apply(practice(), parsed.definition, comments=parsed.source.comments).text


def test_translations_come_with_it_and_what_lacks_one_is_left_to_a_person() -> None:
    applied = apply(practice(), service())
    assert "Basta una foto. También puede enviarlo más tarde." in applied.translations["es"]
    assert applied.to_translate == (
        ("es", "question.call_when.label"),
        ("es", "question.call_when.choices.morning"),
        ("es", "question.call_when.choices.evening"),
    )


def test_an_outdated_translation_goes_rather_than_to_say_the_old() -> None:
    applied = apply(changing("  - questions: {type: file}\n    say: {hint: Send it when you have it.}"), service())
    assert "foto" not in applied.translations["es"]
    assert applied.to_translate == (("es", "question.proof.hint"),)


def test_a_service_in_another_language_needs_every_text_in_it() -> None:
    with pytest.raises(ProblemError) as caught:
        apply(practice(), service(ENGLISH.replace("agency:", "language: es\nagency:")))
    assert [one.code for one in caught.value.problems] == ["practice-language"]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ("  - questions: {optional: no}\n    set: {keep: 1 year}",
         ["Page 'Who you are', question 'full_name': keep changed from nothing to 1 year",
          "Page 'Proof', question 'proof': keep changed from nothing to 1 year"]),
        ("  - questions: {type: name}\n    set: {max length: 80}",
         ["Page 'Who you are', question 'full_name': max length changed from nothing to 80"]),
        ("  - questions: {place: last}\n    move: first",
         ["Page 'Proof': questions in another order: note, proof"]),
        ("  - pages: {asking: file}\n    move: first", ["pages in another order: proof, who"]),
        ("  - pages: {asking: name}\n    say: {text: You can stop at any time.}",
         ["Page 'Who you are': new text 'You can stop at any time.'"]),
        ("  - stages: {place: first}\n    set: {promise: 3 days}",
         ["stage 'received': promise changed from nothing to 3 days"]),
        ("  - decisions: {with reasons: yes}\n    set: {appeal within: 6 weeks}",
         ["decision 'refuse': appeal within changed from 28 days to 6 weeks"]),
        ("  - service: {}\n    set: {promise: {decide within: 5 working days, for: 90%}}",
         ["promise changed from nothing to 5 working days for 90%"]),
        ("  - service:\n    say: {declaration: 'All of it is true.'}", ["new declaration 'All of it is true.'"]),
        ("  - questions: {type: file}\n    set: {accept: [pdf, jpg], max files: 3}",
         ["Page 'Proof', question 'proof': accept changed from nothing to pdf, jpg",
          "Page 'Proof', question 'proof': max files changed from 1 to 3"]),
    ],
)  # fmt: skip
def test_parts_are_chosen_by_what_they_are(changes: str, expected: list[str]) -> None:
    assert words(changes) == expected


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ("  - questions: {type: money}\n    set: {optional: yes}", "nothing-chosen"),
        ("  - pages: {asking: date}\n    move: last", "nothing-chosen"),
        ("  - pages: {}\n    add: {call_when: {type: text, label: When?}}", "too-many-chosen"),
        ("  - pages: {place: last}\n    add: {note: {type: text, label: A note}}", "duplicate-name"),
        ("  - questions: {}\n    set: {max files: 2}", "does-not-fit"),
        ("  - questions: {type: text}\n    set: {optional: yes}", "already-so"),
        ("  - questions: {type: text}\n    say: {hint: '{before}'}\n    set: {optional: yes}", "already-so"),
    ],
)
def test_what_does_not_fit_is_refused(changes: str, code: str) -> None:
    assert refused(changes)[0].code == code


def test_a_change_that_would_make_the_service_faulty_is_refused_with_the_faults() -> None:
    asks_later = ENGLISH.replace("  - page: proof", "  - page: proof\n    only if: full_name != null")
    problems = refused("  - pages: {asking: file}\n    move: first", asks_later)
    assert [one.code for one in problems] == ["does-not-fit", "forward-reference"]


def test_a_faulty_service_is_not_changed() -> None:
    parsed = parse(ENGLISH.replace("page: proof", "page: proof\n    only if: nobody"))
    assert parsed.definition is not None
    with pytest.raises(ProblemError) as caught:
        apply(practice(), parsed.definition)
    assert caught.value.problems[0].code == "definition-has-faults"


def test_nothing_is_changed_when_a_later_change_does_not_fit() -> None:
    before = service(ENGLISH)
    refused("  - service: {}\n    set: {keep: 1 year}\n  - questions: {type: money}\n    set: {optional: yes}")
    assert service(ENGLISH) == before


def test_privacy_effects_are_marked() -> None:
    applied = apply(practice(), service())
    assert [(one.effect, one.words) for one in applied.effects] == [
        ("new personal data", "A new question is asked: When may we call you?")
    ]
    more = "  - questions: {type: text}\n    set: {optional: no}\n"
    more += "  - service: {}\n    set: {keep: 30 years, channels: [phone]}"
    assert [one.effect for one in apply(changing(more), service(ENGLISH)).effects] == [
        "new personal data", "kept longer", "new recipient",
    ]  # fmt: skip
