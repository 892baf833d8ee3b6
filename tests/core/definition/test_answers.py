from __future__ import annotations

import json
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.thorough import examples

from servewell.core.definition.answers import feel_value, form_values, read_answer, say_answer
from servewell.core.definition.model import Definition, Question

GROUP = Question(
    "household",
    "group",
    at_most=3,
    questions=(Question("first_name", "name"), Question("born_on", "date", optional=True)),
)
QUESTIONS = (
    Question("a_text", "text", max_length=5),
    Question("story", "long text", max_words=3),
    Question("full_name", "name"),
    Question("mail", "e-mail"),
    Question("tel", "phone"),
    Question("metres", "number", unit="m"),
    Question("price", "money", currency="EUR"),
    Question("born_on", "date"),
    Question("since", "month"),
    Question("blind", "yes or no"),
    Question("colour", "choice", choices=("red", "blue")),
    Question("colours", "choices", choices=("red", "blue")),
    Question("home", "address"),
    Question("spot", "place", places=("park",)),
    Question("proof", "file"),
    Question("agreed", "declaration"),
    GROUP,
)
BY_NAME = {question.name: question for question in QUESTIONS}


def read(name: str, language: str = "en", **fields: str):
    form = {key.replace("__", "-"): [value] for key, value in fields.items()}
    return read_answer(BY_NAME[name], form, language=language)


def fault(reading) -> tuple[str, str | None]:
    assert reading.value is None
    return reading.faults[0].code, reading.faults[0].part


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("O'Brien-Nguyen", "O'Brien-Nguyen"),
        ("X", "X"),
        ("  Ana   Silva ", "Ana Silva"),
        ("مريم", "مريم"),
        ("Jo 🏴󠁧󠁢󠁷󠁬󠁳󠁿 👩‍🚀", "Jo 🏴󠁧󠁢󠁷󠁬󠁳󠁿 👩‍🚀"),
        ("e\u0301", "é"),
        ("n" * 200, "n" * 200),
        ("Ana\u202e evil\u200b\ufeff", "Ana evil"),
        ("علی\u200cرضا", "علی\u200cرضا"),
        ("क्\u200dष", "क्\u200dष"),
        ("שם\u200f", "שם\u200f"),
        ("Ana\u200f", "Ana"),
        ("สวัส\u200bดี", "สวัส\u200bดี"),
    ],
)
def test_no_name_is_refused_for_being_odd(typed, value):
    reading = read("full_name", full_name=typed)
    assert reading.faults == ()
    assert reading.value == unicodedata.normalize("NFC", value)
    assert reading.typed["full_name"] == typed


@pytest.mark.parametrize("char", ["\x00", "\ud800", "\x07", "\x1b", "\x85", "\uffff", "\ufdd0"])
def test_what_no_store_keeps_is_a_fault_of_the_field(char):
    reading = read("full_name", full_name=f"An{char}a")
    assert fault(reading) == ("bad-character", None)
    reading.typed["full_name"].encode()
    assert fault(read("home", home__town=f"x{char}")) == ("bad-character", "town")


@pytest.mark.parametrize(
    ("language", "typed", "value"),
    [
        ("en", "80", "80"),
        ("en", "1,500", "1500"),
        ("en", "1,500.5", "1500.5"),
        ("en", "1.500", "1.500"),
        ("es", "1.500", "1500"),
        ("es", "1.500,25", "1500.25"),
        ("en", "1,5", "1.5"),
        ("en", "12 345", "12345"),
        ("en", "12\u00a0345", "12345"),
        ("en", "1'000'000", "1000000"),
        ("en", "12,34,567", "1234567"),
        ("ar", "١٢٣٫٥", "123.5"),
        ("ar", "١٬٢٣٤", "1234"),
        ("en", "१२", "12"),
        ("en", "８０", "80"),
        ("en", "−5", "-5"),
        ("en", "+5", "5"),
        ("en", "007", "7"),
        ("en", "-0", "0"),
        ("en", "80 m", "80"),
        ("en", "80 M", "80"),
        ("en", "12-34-56", "123456"),
        ("en", ".5", "0.5"),
    ],
)
def test_numbers_are_read_as_people_write_them(language, typed, value):
    assert read("metres", language, metres=typed).value == value


@pytest.mark.parametrize(
    "typed", ["abc", "NaN", "Infinity", "1e400", "5-10", "1,2,3", "1.2.3", "--5", "٫", "80 km", "1 000,5.5.5"]
)
def test_what_is_no_number_is_said_so(typed):
    assert fault(read("metres", metres=typed)) == ("not-a-number", None)


def test_a_number_of_5000_digits_is_refused():
    assert fault(read("metres", metres="9" * 5000)) == ("number-too-large", None)
    assert fault(read("price", price="9" * 31)) == ("number-too-large", None)


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("€12.50", "12.50"),
        ("12,50 €", "12.50"),
        ("EUR 12", "12"),
        ("£1,000.5", "1000.50"),
        ("12.00", "12"),
        ("1.500", "1500"),
    ],
)
def test_money_is_read_with_or_without_its_sign(typed, value):
    assert read("price", price=typed).value == value


def test_money_has_no_more_than_two_decimals():
    assert fault(read("price", price="12.5055")) == ("not-a-number", None)


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("+44 (0)20 7946-0018", "+442079460018"),
        ("(555) 123.4567", "5551234567"),
        ("٠٧٩١٢٣٤٥٦٧", "0791234567"),
        ("020 7946 0018 ext 12", "02079460018 x12"),
        ("tel:112", "112"),
    ],
)
def test_phone_numbers_are_normalised_and_never_scolded(typed, value):
    assert read("tel", tel=typed).value == value


def test_what_cannot_be_a_phone_number_is_said_so():
    assert fault(read("tel", tel="call me")) == ("not-a-phone", None)
    assert fault(read("tel", tel="1" * 5000)) == ("not-a-phone", None)


@pytest.mark.parametrize(
    "parts",
    [
        ("23", "11", "2026"),
        ("23", "November", "2026"),
        ("23", "nov", "2026"),
        ("23rd", "noviembre", "2026"),
        ("23", "Tachwedd", "2026"),
        ("٢٣", "نوفمبر", "٢٠٢٦"),
        ("23", "تشرين الثاني", "2026"),
        ("23/11/2026", "", ""),
        ("2026-11-23", "", ""),
        ("23 de noviembre de 2026", "", ""),
    ],
)
def test_dates_are_read_in_many_spellings(parts):
    day, month, year = parts
    assert read("born_on", born_on__day=day, born_on__month=month, born_on__year=year).value == "2026-11-23"


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        (("31", "2", "2020"), ("not-a-date", "day")),
        (("31", "4", "2020"), ("not-a-date", "day")),
        (("1", "13", "2020"), ("not-a-date", "month")),
        (("1", "Juvember", "2020"), ("not-a-date", "month")),
        (("1", "1", "85"), ("year-two-digits", "year")),
        (("1", "1", "1448"), ("not-a-date", "year")),
        (("1", "1", "2569"), ("not-a-date", "year")),
        (("1", "", "2020"), ("date-part-missing", "month")),
        (("", "", ""), ("missing", None)),
        (("9" * 5000, "1", "2020"), ("not-a-date", "day")),
    ],
)
def test_a_date_that_cannot_be_is_asked_back_naming_the_part(parts, expected):
    day, month, year = parts
    reading = read("born_on", born_on__day=day, born_on__month=month, born_on__year=year)
    assert fault(reading) == expected
    assert (reading.typed["born_on-day"], reading.typed["born_on-year"]) == (day, year)


def test_31_february_says_how_many_days_the_month_has():
    reading = read("born_on", born_on__day="31", born_on__month="2", born_on__year="2019")
    assert reading.faults[0].params == {"day": "31", "days": "28"}


def test_months():
    assert read("since", since__month="Mehefin", since__year="2020").value == "2020-06"
    assert read("since", since__month="6/2020").value == "2020-06"
    assert fault(read("since", since__month="13", since__year="2020")) == ("not-a-month", "month")


@pytest.mark.parametrize(
    ("name", "fields", "expected"),
    [
        ("a_text", {"a_text": "123456"}, "too-long"),
        ("story", {"story": "one two three four"}, "too-many-words"),
        ("mail", {"mail": "ana"}, "not-an-email"),
        ("mail", {"mail": "a b@example.org"}, "not-an-email"),
        ("blind", {"blind": "maybe"}, "not-a-choice"),
        ("colour", {"colour": "green"}, "not-a-choice"),
        ("colours", {"colours": "green"}, "not-a-choice"),
        ("spot", {"spot__place": "moon"}, "not-a-choice"),
        ("spot", {"spot__text": "x", "spot__lat": "95", "spot__lon": "1"}, "not-a-place"),
        ("agreed", {"agreed": ""}, "declaration-missing"),
        ("proof", {}, "missing"),
        ("home", {}, "missing"),
    ],
)
def test_what_is_wrong_has_a_code(name, fields, expected):
    reading = read(name, **fields)
    assert fault(reading)[0] == expected
    assert all(reading.typed[key.replace("__", "-")] == value for key, value in fields.items())


def test_an_address_names_each_part_that_lacks():
    reading = read("home", home__line_1="1 High Street")
    assert [(one.code, one.part) for one in reading.faults] == [("missing", "town"), ("missing", "postcode")]
    whole = read("home", home__line_1="1 High Street", home__town="Riverton", home__postcode=" sw1a  1aa")
    assert whole.value == {"line_1": "1 High Street", "town": "Riverton", "postcode": "SW1A 1AA"}


def test_several_choices_come_in_the_order_of_the_definition():
    reading = read_answer(BY_NAME["colours"], {"colours": ["blue", "red", "blue"]})
    assert reading.value == ["red", "blue"]
    assert reading.typed == {"colours": "blue,red,blue"}


def test_a_file_may_come_later_and_those_held_stay():
    assert read("proof", proof__later="yes").value == {"files": [], "later": True}
    held = {"files": [{"id": "1", "name": "a.pdf"}], "later": False}
    assert read_answer(BY_NAME["proof"], {}, held=held).value == held


def test_entries_of_a_group_are_read_one_by_one():
    form = {
        "household-0-first_name": ["Ana"],
        "household-2-first_name": ["Rui"],
        "household-2-born_on-day": ["99"],
        "household-3-first_name": [""],
    }
    reading = read_answer(GROUP, form)
    assert reading.value == [{"first_name": "Ana"}, {"first_name": "Rui"}]
    assert [(one.question, one.code, one.params["entry"]) for one in reading.faults] == [
        ("household.born_on", "date-part-missing", "2")
    ]
    assert reading.typed["household-2-born_on-day"] == "99"


def test_a_group_has_limits():
    form = {f"household-{index}-first_name": ["A"] for index in range(5000)}
    reading = read_answer(GROUP, form)
    assert reading.faults[-1].code == "too-many"
    assert fault(read_answer(GROUP, {}))[0] == "missing"


FORM_VALUES = st.lists(
    st.text(max_size=40) | st.sampled_from(["yes", "23", "2026", "red", "1e400", "\x00"]), max_size=2
)


@given(st.sampled_from(QUESTIONS), st.data())
@examples(150)
def test_reading_never_raises_and_what_it_reads_can_be_used(question, data):
    names = [
        f"{question.name}{part}"
        for part in ("", "-day", "-month", "-year", "-line_1", "-town", "-lat", "-0-first_name")
    ]
    form = data.draw(st.dictionaries(st.sampled_from(names), FORM_VALUES))
    reading = read_answer(question, form)
    json.dumps([reading.value, dict(reading.typed)]).encode()
    "".join(reading.typed.values()).encode()
    if question.type != "group":
        assert (reading.value is None) == (feel_value(question, reading.value) is None)
        assert not (reading.faults and reading.value is not None)
        again = read_answer(
            question, {name: text.split(",") if question.type == "choices" else [text]
                       for name, text in form_values(question, reading.value).items()},
            held=reading.value,
        )  # fmt: skip
        assert again.value == reading.value


def test_answers_are_said_in_words():
    definition = Definition(
        service="s",
        agency="a",
        texts={"en": {"question.colours.choices.red": "Red", "question.household.each": "person",
                      "question.household.first_name.label": "First name"},
               "es": {"question.colours.choices.red": "Rojo"}},
    )  # fmt: skip

    def said(name: str, value: object, language: str = "en") -> str:
        return say_answer(BY_NAME[name], name, value, definition, language)

    assert said("blind", False) == "No"
    assert said("blind", True, "es") == "Sí"
    assert said("colours", ["red"], "es") == "Rojo"
    assert said("metres", "80") == "80 m"
    assert said("price", "12.50") == "12.50 EUR"
    assert said("born_on", "2026-11-23") == "2026-11-23"
    assert (
        said("home", {"line_1": "1 High Street", "town": "Riverton", "postcode": "4011"})
        == "1 High Street\nRiverton\n4011"
    )
    assert said("proof", {"files": [{"name": "a.pdf"}], "later": False}) == "a.pdf"
    assert said("household", [{"first_name": "Ana"}]) == "person 1\nFirst name: Ana"
    formatted = say_answer(
        BY_NAME["born_on"],
        "born_on",
        "2026-11-23",
        definition,
        "en",
        format_date=lambda day, is_month: f"{day:%d.%m.%Y}",
    )
    assert formatted == "23.11.2026"

    def worded(name: str, value: object) -> str:
        return say_answer(BY_NAME[name], name, value, definition, "en", format_number=lambda n, of: f"<{n}{of}>")

    assert worded("price", "12.50") == "<12.50EUR>"
    assert worded("metres", "80") == "<80> m"
