"""Limits of XGov fields (lengths, ranges, patterns) as `must` rules with their messages."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation

from servewell.core.definition.importing.booleans import quote
from servewell.core.definition.importing.html_text import to_plain
from servewell.core.definition.importing.phrases import phrase
from servewell.core.definition.importing.xgov_form import XComponent
from servewell.core.definition.model import Question

_Rule = tuple[str, str]


def must_rules(of: XComponent, question: Question, language: str, keys: Mapping[str, str]) -> list[_Rule]:
    """Return (rule, message) for every limit of the field that is not a key of ours."""
    name = question.name
    if question.type in ("number", "money"):
        return _limits(
            of,
            language,
            ("min", "minimum", f"{name} >= {{}}"),
            ("max", "maximum", f"{name} <= {{}}"),
            ("precision", "precision", f"decimal({name}, {{}}) = {name}"),
        )
    if question.type in ("text", "long text", "e-mail", "phone"):
        return _text_rules(of, question, language)
    if question.type in ("date", "month"):
        return _date_rules(of, name, language)
    value = str(of.options.get("behaviourItemValue") or "")
    if question.type == "choices" and of.options.get("behaviour") == "exclusive" and value in keys:
        alone = f"not(list contains({name}, {quote(keys[value])})) or count({name}) = 1"
        text = next((item.text for item in of.items if item.value == value), value)
        return [(alone, phrase(language, "exclusive", to_plain(text)))]
    return []


def _limits(of: XComponent, language: str, *limits: tuple[str, str, str]) -> list[_Rule]:
    """Return the rules of numeric limits: (key in the schema, phrase, rule with a place for the number)."""
    found = []
    for key, words, rule in limits:
        number = _decimal(of.schema.get(key))
        if number is not None:
            found.append((rule.format(number), phrase(language, words, number)))
    return found


def _text_rules(of: XComponent, question: Question, language: str) -> list[_Rule]:
    name = question.name
    longest = () if question.max_length else (("max", "longest", f"string length({name}) <= {{}}"),)
    rules = _limits(
        of,
        language,
        ("min", "shortest", f"string length({name}) >= {{}}"),
        *longest,
        ("length", "length", f"string length({name}) = {{}}"),
    )
    if of.schema.get("regex"):
        rules.append((f"matches({name}, {quote(str(of.schema['regex']))})", phrase(language, "pattern")))
    if of.type == "TimeField":
        rules.append((f'matches({name}, "^([01]?[0-9]|2[0-3]):[0-5][0-9]$")', phrase(language, "time")))
    return rules


def _date_rules(of: XComponent, name: str, language: str) -> list[_Rule]:
    rules = []
    for option, words, sign, direction in (
        ("maxDaysInPast", "past", ">=", "-"),
        ("maxDaysInFuture", "future", "<=", "+"),
    ):
        days = whole(of.options.get(option))
        if days is not None:
            rule = f'{name} {sign} today() {direction} duration("P{days}D")'
            rules.append((rule, phrase(language, words, days)))
    return rules


def whole(value: object) -> int | None:
    """Return a whole number not below zero that may be given as text, or None."""
    number = _decimal(value)
    return int(number) if number is not None and re.fullmatch(r"[0-9]{1,9}", number) else None


def _decimal(value: object) -> str | None:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = Decimal(str(value).strip())
    except InvalidOperation:
        return None
    if not number.is_finite() or abs(number.adjusted()) > 20:
        return None
    return format(number.normalize() if number != number.to_integral() else number.to_integral(), "f")
