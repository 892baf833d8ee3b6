"""Valid answers made up for a definition, chosen so that both sides of its conditions happen.

Around every number, date, length and text that a rule compares a question with there is an answer on each side.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from servewell.core.definition.journey.compiled import CompiledDefinition, CompiledQuestion
from servewell.core.definition.model import Definition, RuleText
from servewell.core.definition.scalars import NUMBER

_NAMES: Final = ("Ana Silva", "O'Brien-Nguyen", "Sukarno", "مريم الخطيب", "Siân Llewelyn", "José Álvarez", "Wang Li")
_TEXTS: Final = (
    "Near the school", "14:30", "12345678", "123456789", "AB123456C", "SW1A 1AA", "4011", "https://example.org",
    "PT50000201231234567890154", "1", "A",
)  # fmt: skip
_TOWNS: Final = ("Riverton", "Newport", "Santa Ana")
_POSTCODES: Final = ("4011", "SW1A 1AA", "1000-205")
_SPOTS: Final = ({"text": "Corner of Mill Lane"}, {"text": "", "lat": "51.4816", "lon": "-3.1791"})
_FIXED: Final[Mapping[str, Sequence[object]]] = {
    "yes or no": (True, False),
    "declaration": (True,),
    "file": ({"files": [], "later": True},),
    "e-mail": ("ana.silva@example.org",),
    "phone": ("+442079460018", "0791234567"),
    "name": _NAMES,
}
_AGES: Final = (0, 1, 5, 16, 17, 18, 21, 30, 45, 65, 66, 80)
_NUMBER: Final = re.compile(r'(?<![\w."])-?[0-9]+(?:\.[0-9]+)?(?![\w."])')
_STRING: Final = re.compile(r'"((?:[^"\\]|\\.)*)"')
_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_PERIOD: Final = re.compile(r"P(?:([0-9]+)Y)?(?:([0-9]+)M)?(?:([0-9]+)D)?")
_WORD: Final = re.compile(r"[A-Za-z_]\w*")


class Palette:
    """The answers to choose from, for every question by path."""

    def __init__(self, compiled: CompiledDefinition) -> None:
        self._definition = compiled.definition
        self._near = _rules_by_name(compiled.definition)
        self._pools: dict[tuple[str, date], tuple[object, ...]] = {}

    def pick(self, question: CompiledQuestion, today: date, chance: random.Random) -> object:
        """Return an answer that fits the question's type; its `must` rules may still refuse it."""
        kind = question.question.type
        if kind in ("choices",):
            choices = question.question.choices
            count = chance.choice((1, 1, min(2, len(choices)), chance.randint(1, max(len(choices), 1))))
            chosen = set(chance.sample(choices, min(count, len(choices))))
            return [key for key in choices if key in chosen]
        return chance.choice(self.pool(question, today))

    def pool(self, question: CompiledQuestion, today: date) -> Sequence[object]:
        """Return every answer that may be picked for a question that is no group."""
        key = (question.path, today)
        if key not in self._pools:
            rules = self._near.get(question.question.name, ())
            self._pools[key] = tuple(_unique(_candidates(question, rules, self._definition, today)))
        return self._pools[key]


def _rules_by_name(definition: Definition) -> dict[str, tuple[str, ...]]:
    """Return the rules that mention each name; one that reads a criterion is near what the criterion reads."""
    rules: list[RuleText] = [criterion.rule for criterion in definition.criteria]
    rules += [definition.fee] if definition.fee else []
    rules += [page.only_if for page in definition.pages if page.only_if]
    for _, question, _ in definition.questions():
        rules += [question.only_if] if question.only_if else []
        rules += [must.rule for must in question.must]
    found: dict[str, dict[str, None]] = {}
    for rule in rules:
        for name in set(_WORD.findall(rule.text)):
            found.setdefault(name, {})[rule.text] = None
    return {name: tuple(texts) for name, texts in found.items()}


def _candidates(
    question: CompiledQuestion, rules: Sequence[str], definition: Definition, today: date
) -> Iterable[object]:
    of = question.question
    if of.type in _FIXED:
        return _FIXED[of.type]
    if of.type == "choice":
        return of.choices
    if of.type in ("number", "money"):
        return _numbers(rules, definition, is_money=of.type == "money")
    if of.type in ("date", "month"):
        length = 10 if of.type == "date" else 7
        return [day.isoformat()[:length] for day in _dates(rules, today)]
    texts = [*_values_in(rules, definition), *_strings(rules)]
    texts += _like(texts)
    if of.type == "address":
        return [
            {"line_1": f"{number} High Street", "town": _TOWNS[number % len(_TOWNS)], "postcode": postcode}
            for number, postcode in enumerate((*texts, *_POSTCODES), 1)
        ]
    if of.type == "place":
        return [*({"text": "", "place": key} for key in of.places), *_SPOTS]
    return [text[: of.max_length] for text in (*texts, *_sized(rules), *_TEXTS)]


def _numbers(rules: Sequence[str], definition: Definition, *, is_money: bool) -> list[object]:
    literals = {Decimal(text) for rule in rules for text in _NUMBER.findall(_STRING.sub("", rule))}
    literals |= {value for value in _named_values(rules, definition) if isinstance(value, Decimal)}
    step = Decimal("0.01") if is_money else Decimal(1)
    around = {number + shift for number in literals for shift in (-step, Decimal(0), step)}
    found = sorted({*around, Decimal(0), Decimal(1), Decimal(12), Decimal(250)})
    texts = [format(number, "f") for number in found]
    return [text for text in texts if NUMBER.fullmatch(text)]


def _dates(rules: Sequence[str], today: date) -> list[date]:
    day = timedelta(days=1)
    found = [today, today - day, today + day, today + timedelta(days=30), today - timedelta(days=400)]
    found += [_years_before(today, age) for age in _AGES]
    for rule in rules:
        for text in _STRING.findall(rule):
            if _DATE.fullmatch(text):
                try:
                    literal = date.fromisoformat(text)
                except ValueError:
                    continue
                found += [literal - day, literal, literal + day]
            elif (match := _PERIOD.fullmatch(text)) and any(match.groups()):
                years, months, days = (int(part or 0) for part in match.groups())
                span = timedelta(days=months * 30 + days)
                for base in (_years_before(today, years) - span, _years_before(today, -years) + span):
                    found += [base - day, base, base + day]
    return found


def _years_before(day: date, years: int) -> date:
    year = min(max(day.year - years, 1600), 2390)
    return date(year, day.month, min(day.day, 28))


def _strings(rules: Sequence[str]) -> list[str]:
    return [re.sub(r"\\(.)", r"\1", text) for rule in rules for text in _STRING.findall(rule) if text]


def _like(texts: Iterable[str]) -> list[str]:
    """Return texts of the same shape as those with digits, so that a pattern takes them but a list need not."""
    shapes = (
        re.sub(r"[0-9]", digit, text) for text in texts for digit in "79" if re.fullmatch(r"[\w -]*[0-9][\w -]*", text)
    )
    return list(dict.fromkeys(shapes))


def _sized(rules: Sequence[str]) -> list[str]:
    """Return texts just as long, shorter and longer than the numbers that rules about lengths have."""
    if not any("string length" in rule for rule in rules):
        return []
    lengths = {int(text) for rule in rules for text in _NUMBER.findall(_STRING.sub("", rule)) if text.isdigit()}
    return ["x" * size for length in lengths for size in (length - 1, length, length + 1) if 0 < size < 5_000]


def _named_values(rules: Sequence[str], definition: Definition) -> list[object]:
    """Return what the `values` named in these rules hold, lists taken apart."""
    found: list[object] = []
    for name, value in definition.values.items():
        if any(name in _WORD.findall(rule) for rule in rules):
            found += value if isinstance(value, list | tuple) else [value]
    return found


def _values_in(rules: Sequence[str], definition: Definition) -> list[str]:
    return [value for value in _named_values(rules, definition) if isinstance(value, str)]


def _unique(values: Iterable[object]) -> list[object]:
    found: Mapping[str, object] = {repr(value): value for value in values}
    return list(found.values())
