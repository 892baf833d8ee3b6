import string
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.core.definition.sound import SOUND, TRANSLATIONS
from tests.thorough import examples

from servewell.core.definition import Definition, content_hash, parse, print_definition, print_texts
from servewell.core.definition.keys import CHANNELS, FILE_ENDINGS, HITS, RESERVED
from servewell.core.definition.model import (
    Criterion,
    Decision,
    Duration,
    Keep,
    Must,
    Page,
    Promise,
    Question,
    RuleText,
    Stage,
    Table,
    TableRow,
)
from servewell.core.definition.scalars import SINCE, UNITS, clean_text
from servewell.core.definition.tree import BAD_CHARACTERS

SIGNS = "-?:,[]{}#&*!|>'\"%@`\\ \n=~.yY0 é م 👍\u00a0"
TEXTS = (
    st.one_of(
        st.text(st.sampled_from(SIGNS + string.ascii_letters), min_size=1, max_size=40),
        st.text(min_size=1, max_size=30),
        st.lists(st.text(string.ascii_letters + "#:-", min_size=1, max_size=9), min_size=10, max_size=40).map(" ".join),
    )
    .filter(lambda text: not BAD_CHARACTERS.search(text) and "\r" not in text)
    .map(clean_text)
    .filter(bool)
)
NAMES = st.text(string.ascii_lowercase + "_0123456789", min_size=1, max_size=6).map(lambda text: f"q{text}")
IDS = st.text(string.ascii_lowercase + "-", min_size=1, max_size=6).map(lambda text: f"a{text}")
DURATIONS = st.builds(Duration, st.integers(1, 90), st.sampled_from(UNITS))
KEEPS = st.builds(Keep, DURATIONS, st.sampled_from(SINCE))
RULES = TEXTS.map(RuleText)


ROWS = st.lists(st.builds(TableRow, st.tuples(RULES, RULES), RULES), min_size=1, max_size=4).map(tuple)
TABLES = st.lists(
    st.builds(Table, NAMES, st.tuples(RULES, RULES), ROWS, st.sampled_from(HITS)),
    max_size=2,
    unique_by=lambda one: one.name,
).map(tuple)


def maybe(strategy: st.SearchStrategy) -> st.SearchStrategy:
    return st.none() | strategy


def unique(strategy: st.SearchStrategy, most: int = 3) -> st.SearchStrategy:
    return st.lists(strategy, max_size=most, unique=True).map(tuple)


class Drawn:
    """Draws a definition, giving each thing the texts it has to have."""

    def __init__(self, draw: st.DrawFn) -> None:
        self.draw = draw
        self.texts: dict[str, str] = {}

    def say(self, *keys: str, always: bool = False) -> None:
        for key in keys:
            if always or self.draw(st.booleans()):
                self.texts[key] = self.draw(TEXTS)

    def question(self, name: str, path: str, may_group: bool) -> Question:
        stem = f"question.{path}"
        self.say(f"{stem}.label", always=True)
        self.say(f"{stem}.hint", f"{stem}.help", f"{stem}.because")
        kinds = ["text", "number", "money", "choice", "file", "place", "long text", "yes or no", "date"]
        kind = self.draw(st.sampled_from([*kinds, "group"] if may_group else kinds))
        must = tuple(Must(rule) for rule in self.draw(st.lists(RULES, max_size=2)))
        for number in range(1, len(must) + 1):
            self.say(f"{stem}.must.{number}.otherwise", always=True)
        question = Question(name, kind, self.draw(st.booleans()), self.draw(maybe(RULES)), must)
        return replace(question, **getattr(self, kind.replace(" ", "_"), lambda stem: {})(stem))

    def keyed(self, stem: str, least: int) -> tuple[str, ...]:
        keys = self.draw(st.lists(NAMES | st.sampled_from(["yes", "no", "1", "null"]), min_size=least, unique=True))
        self.say(*(f"{stem}.{key}" for key in keys), always=True)
        return tuple(keys)

    def number(self, stem: str) -> dict[str, object]:
        return {"unit": self.draw(maybe(st.sampled_from(["m", "kg", "%", "# items"])))}

    def money(self, stem: str) -> dict[str, object]:
        return {"currency": self.draw(maybe(st.just("GBP")))}

    def choice(self, stem: str) -> dict[str, object]:
        return {"choices": self.keyed(f"{stem}.choices", 1)}

    def place(self, stem: str) -> dict[str, object]:
        return {"places": self.keyed(f"{stem}.places", 0)}

    def file(self, stem: str) -> dict[str, object]:
        sizes = st.integers(1, 999) | st.integers(1, 99).map(lambda size: size * 1000)
        accept = self.draw(unique(st.sampled_from(FILE_ENDINGS)))
        return {"accept": accept, "max_size": self.draw(maybe(sizes)), "max_files": self.draw(st.integers(1, 9))}

    def group(self, stem: str) -> dict[str, object]:
        self.say(f"{stem}.each")
        path = stem.removeprefix("question.")
        names = self.draw(st.lists(NAMES, min_size=1, max_size=2, unique=True))
        inner = tuple(self.question(name, f"{path}.{name}", may_group=False) for name in names)
        return {"questions": inner, "at_least": self.draw(maybe(st.just(1))), "at_most": self.draw(maybe(st.just(5)))}

    def page(self, page_id: str, names: list[str], sections: tuple[str, ...]) -> Page:
        self.say(f"page.{page_id}.title", always=True)
        self.say(f"page.{page_id}.text", f"page.{page_id}.purpose")
        is_end = not names and self.draw(st.booleans())
        if is_end:
            self.say(f"page.{page_id}.because", always=True)
            self.say(f"page.{page_id}.instead")
        questions = tuple(self.question(name, name, may_group=True) for name in names)
        section = self.draw(maybe(st.sampled_from(sections))) if sections else None
        return Page(page_id, questions, section, self.draw(maybe(RULES)), is_end, self.draw(maybe(KEEPS)))


@st.composite
def definitions(draw: st.DrawFn) -> Definition:
    drawn = Drawn(draw)
    drawn.say("title", always=True)
    drawn.say("summary", "for", "fee", "declaration")
    needs = draw(st.integers(0, 2))
    drawn.say(*(f"need.{number}" for number in range(1, needs + 1)), always=True)
    sections, stages, decisions = (draw(unique(IDS)) for _ in range(3))
    criteria = draw(unique(NAMES.map(lambda name: f"c{name}")))
    drawn.say(*(f"section.{name}.title" for name in sections), always=True)
    drawn.say(*(f"criterion.{name}.otherwise" for name in criteria), always=True)
    drawn.say(*(f"{kind}.{one}.title" for kind, ids in (("stage", stages), ("decision", decisions)) for one in ids),
              always=True)  # fmt: skip
    names = draw(st.lists(NAMES.filter(lambda name: name not in RESERVED), max_size=4, unique=True))
    pages = tuple(
        drawn.page(page_id, names[2 * index : 2 * index + 2], sections)
        for index, page_id in enumerate(draw(unique(IDS)))
    )
    simple = st.booleans() | st.integers(-99, 99).map(Decimal) | TEXTS.filter(lambda text: "\n" not in text)
    values = draw(st.dictionaries(NAMES, simple | st.lists(simple, max_size=3).map(tuple), max_size=3))
    language = draw(st.sampled_from(["en", "cy"]))
    return Definition(
        service=draw(IDS),
        agency=draw(IDS),
        language=language,
        languages=(language,),
        life_events=draw(unique(IDS)),
        channels=draw(unique(st.sampled_from(CHANNELS))) or ("online",),
        needs=needs,
        promise=draw(maybe(st.builds(Promise, DURATIONS, st.integers(1, 100)))),
        fee=draw(maybe(RULES)),
        currency=draw(st.sampled_from(["EUR", "GBP"])),
        keep=draw(maybe(KEEPS)),
        values=values,
        tables=draw(TABLES),
        criteria=tuple(Criterion(name, draw(RULES)) for name in criteria),
        sections=sections,
        pages=pages,
        stages=tuple(Stage(name, draw(maybe(DURATIONS))) for name in stages),
        decisions=tuple(
            Decision(name, drawn.keyed(f"decision.{name}.reasons", 0), draw(maybe(IDS))) for name in decisions
        ),
        texts={language: drawn.texts},
    )


@examples(40)
@given(definitions())
def test_printing_and_reading_again_gives_the_same_definition_and_text(definition: Definition) -> None:
    text = print_definition(definition)
    parsed = parse(text)
    assert parsed.definition == definition, text
    assert print_definition(parsed.definition) == text


def test_the_sound_definition_is_a_fixpoint_with_its_translation() -> None:
    parsed = parse(SOUND, translations=TRANSLATIONS)
    assert parsed.definition is not None
    text, spanish = print_definition(parsed.definition), print_texts(parsed.definition, "es")
    again = parse(text, translations={"es": ("texts.es.yaml", spanish)})
    assert again.problems == ()
    assert again.definition == parsed.definition
    assert print_texts(again.definition, "es") == spanish


def test_only_what_differs_from_the_default_is_printed() -> None:
    parsed = parse(SOUND.replace("type: name,", "type: name, optional: no,"), translations=TRANSLATIONS)
    text = print_definition(parsed.definition)
    assert "optional" not in text
    assert "language:" not in text
    assert "currency" not in text


def test_texts_stand_in_quotes_only_where_yaml_needs_them() -> None:
    text = "service: a\ntitle: 'It is: a \"title\"'\nfor: 'plain'\nagency: 'yes'\npages: []\n"
    printed = print_definition(parse(text).definition)
    assert "title: 'It is: a \"title\"'\n" in printed
    assert "for: plain\n" in printed
    assert "agency: yes\n" in printed


def test_values_that_look_like_numbers_stay_texts() -> None:
    parsed = parse(
        'service: a\ntitle: T\nagency: b\nvalues: {a: "0411", b: 0411, c: "12", d: 12, e: "no", f: no}\npages: []\n'
    )
    expected = {"a": "0411", "b": "0411", "c": "12", "d": Decimal(12), "e": "no", "f": False}
    assert parsed.definition.values == expected
    assert parse(print_definition(parsed.definition)).definition.values == expected


def test_long_texts_are_folded_and_texts_of_several_lines_stand_as_they_are() -> None:
    long = " ".join(["word"] * 60)
    parsed = parse(f"service: a\ntitle: {long}\nfor: |\n  one\n\n  two\nagency: b\npages: []\n")
    printed = print_definition(parsed.definition)
    assert max(len(line) for line in printed.split("\n")) <= 110
    assert "for: |\n  one\n\n  two\n" in printed
    assert parse(printed).definition == parsed.definition


def test_the_hash_depends_on_every_text_and_on_nothing_else() -> None:
    parsed = parse(SOUND, translations=TRANSLATIONS)
    layout = parse(
        "# a comment\n" + SOUND.replace("[online, phone]", "\n  - online\n  - phone"), translations=TRANSLATIONS
    )
    assert content_hash(parsed.definition) == content_hash(layout.definition)
    texts = {**parsed.definition.texts, "es": {**parsed.definition.texts["es"], "title": "Otro"}}
    assert content_hash(replace(parsed.definition, texts=texts)) != content_hash(parsed.definition)
    assert len(content_hash(parsed.definition)) == 64


@pytest.mark.parametrize("newline", ["\r\n", "\r"])
def test_line_ends_of_other_systems_read_the_same(newline: str) -> None:
    assert parse(SOUND.replace("\n", newline)).definition == parse(SOUND).definition
