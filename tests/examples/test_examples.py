"""The example services are the product's face: each is sound, explains itself, and says the same in all languages."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import get_args

import pytest

from servewell.core.definition import Parsed, load_folder, parse, print_definition, print_texts
from servewell.core.definition.examples import count_examples, run_examples
from servewell.core.definition.model import Definition, QuestionType

EXAMPLES = Path(__file__).parents[2] / "examples"
FOLDERS = sorted(path.parent for path in EXAMPLES.glob("*/definition.yaml"))
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
# What residents are asked about themselves or others: they are told what for.
PERSONAL = {"name", "e-mail", "phone", "date", "month", "address", "money", "file", "group"}


def by_name(folder: Path) -> str:
    return folder.name


@pytest.fixture(scope="module", params=FOLDERS, ids=by_name)
def folder(request: pytest.FixtureRequest) -> Path:
    return request.param


@pytest.fixture(scope="module")
def parsed(folder: Path) -> Parsed:
    return load_folder(folder)


@pytest.fixture(scope="module")
def definition(parsed: Parsed) -> Definition:
    assert parsed.definition is not None
    return parsed.definition


def test_there_are_six() -> None:
    assert [folder.name for folder in FOLDERS] == [
        "birth-certificate-copy",
        "business-registration",
        "disabled-parking-permit",
        "housing-support",
        "planning-permission",
        "report-a-street-problem",
    ]


def test_it_has_no_fault(parsed: Parsed) -> None:
    assert [str(problem) for problem in parsed.problems] == []


def test_it_is_named_like_its_folder(definition: Definition, folder: Path) -> None:
    assert definition.service == folder.name
    assert definition.agency == "riverton"


def test_printing_and_parsing_it_gives_it_again(definition: Definition, parsed: Parsed) -> None:
    translations = {
        language: (f"texts.{language}.yaml", print_texts(definition, language))
        for language in definition.languages
        if language != definition.language
    }
    again = parse(print_definition(definition, comments=parsed.source.comments), translations=translations)
    assert again.problems == ()
    assert again.definition == definition


def test_it_is_offered_in_english_and_spanish(definition: Definition) -> None:
    assert definition.languages[:2] == ("en", "es")


def test_every_language_has_every_text(definition: Definition) -> None:
    source = definition.texts[definition.language].keys()
    for language in definition.languages:
        assert definition.texts[language].keys() == source


# A word or two may be alike in both, or a name.
ALIKE = 0.03


def test_translations_are_not_copies(definition: Definition) -> None:
    source = definition.texts["en"]
    for language in definition.languages[1:]:
        alike = [key for key, text in definition.texts[language].items() if text == source[key]]
        assert len(alike) <= ALIKE * len(source), alike


def test_one_is_also_in_arabic() -> None:
    parsed = load_folder(EXAMPLES / "disabled-parking-permit")
    assert parsed.definition is not None
    arabic = parsed.definition.texts["ar"]
    written_in_arabic = [any("\u0600" <= letter <= "\u06ff" for letter in text) for text in arabic.values()]
    assert all(written_in_arabic)


def test_all_types_of_questions_are_used_somewhere() -> None:
    used = set()
    for folder in FOLDERS:
        definition = load_folder(folder).definition
        assert definition is not None
        used |= {question.type for _, question, _ in definition.questions()}
    assert used == set(get_args(QuestionType))


def test_personal_questions_say_what_for(definition: Definition) -> None:
    silent = []
    for path, question, _ in definition.questions():
        group = path.partition(".")[0]
        says = definition.has_text(f"question.{path}.because") or definition.has_text(f"question.{group}.because")
        if question.type in PERSONAL and not question.only_if and not says:
            silent.append(path)
    assert silent == []


def test_answers_are_not_kept_for_ever(definition: Definition) -> None:
    assert definition.keep is not None


def test_it_tells_who_it_is_for_and_what_to_have_at_hand(definition: Definition) -> None:
    for key in ("title", "summary", "for", "need.1"):
        assert definition.has_text(key), key
    assert definition.promise is not None


def test_criteria_are_explained_and_say_what_to_do_instead(definition: Definition) -> None:
    assert definition.criteria
    for criterion in definition.criteria:
        for part in ("title", "otherwise", "instead"):
            assert definition.has_text(f"criterion.{criterion.name}.{part}"), (criterion.name, part)


def test_end_pages_say_why_and_what_to_do_instead(definition: Definition) -> None:
    for page in definition.pages:
        if page.is_end:
            assert definition.has_text(f"page.{page.id}.because"), page.id
            assert definition.has_text(f"page.{page.id}.instead"), page.id


def test_a_refusal_has_reasons_and_a_way_to_contest_it(definition: Definition) -> None:
    refusals = [decision for decision in definition.decisions if decision.reasons]
    assert refusals
    for decision in refusals:
        assert decision.appeal_within is not None, decision.id
        assert definition.has_text(f"decision.{decision.id}.appeal"), decision.id


def test_stages_tell_what_happens_in_them(definition: Definition) -> None:
    assert len(definition.stages) >= 3
    for stage in definition.stages:
        assert definition.has_text(f"stage.{stage.id}.text"), stage.id
    assert any(stage.promise for stage in definition.stages)


def test_the_owners_tests_are_enough_to_read_and_no_more(folder: Path) -> None:
    assert 5 <= count_examples((folder / "examples.yaml").read_bytes()) <= 12


# The demo publishes its services a year before today; owners run their tests next year again.
@pytest.mark.parametrize("days", [-400, 0, 400])
def test_the_owners_tests_pass_on_any_day(definition: Definition, folder: Path, days: int) -> None:
    file = folder / "examples.yaml"
    found = run_examples(definition, file.read_bytes(), file.name, NOW + timedelta(days=days))
    assert [str(problem) for problem in found] == []
