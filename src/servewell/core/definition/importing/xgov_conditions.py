"""Conditions of XGov forms as trees of tests on our questions.

Source: model/src/conditions/*.ts (operators, coordinators, groups, references, relative time) and, for the old
form of conditions as text, the expressions of `expr-eval` that they were written in.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Final

from servewell.core.definition.importing.booleans import NEVER, Domain, Test, Tree, all_of, negated, quote, some_of
from servewell.core.definition.importing.xgov_expression import Comparison, Junction, parse_expression
from servewell.core.definition.importing.xgov_form import JsonObject, XForm, objects

_COMPARE: Final = {
    "is": "=", "is not": "!=", "is at least": ">=", "is at most": "<=", "is less than": "<", "is more than": ">",
    "is before": "<", "is after": ">", "==": "=", "!=": "!=", ">=": ">=", "<=": "<=", "<": "<", ">": ">",
}  # fmt: skip
_OPPOSITE: Final = {"=": "!=", "!=": "=", ">=": "<", "<": ">=", "<=": ">", ">": "<="}
_LENGTH: Final = {"is longer than": ">", "is shorter than": "<", "has length": "="}
# A moment at least so long ago lies at or before it; in the future it is the other way round.
_PAST: Final = {"is at least": "<=", "is at most": ">=", "is less than": ">", "is more than": "<"}
_FUTURE: Final = {"is at least": ">=", "is at most": "<=", "is less than": "<", "is more than": ">"}
_PERIODS: Final = {"years": "P{}Y", "months": "P{}M", "days": "P{}D"}
_TEXTS: Final = ("text", "long text", "name", "e-mail", "phone")


class NotCarriedError(ValueError):
    """Why a condition cannot be said in our rules."""


class NeverTrueError(ValueError):
    """Why a condition could never be true in the original either."""


@dataclass(frozen=True, slots=True)
class Field:
    """What became of a component: our question, its type, and its choices by the original's value."""

    question: str
    type: str
    keys: Mapping[str, str]
    in_group: str = ""


@dataclass(frozen=True, slots=True)
class Conditions:
    """All conditions of a form. `fields` maps a component's name to the questions made of it."""

    form: XForm
    fields: Mapping[str, Sequence[Field]]
    domains: Mapping[str, Domain]

    def tree(self, name: str, seen: tuple[str, ...] = ()) -> Tree:
        """Return a condition by name. Raises NotCarriedError or NeverTrueError."""
        if name in seen:
            raise NeverTrueError("the condition refers to itself")
        raw = self.form.conditions.get(name)
        if raw is None:
            raise NeverTrueError(f"there is no condition '{name}'")
        value = raw.get("value")
        if isinstance(value, str):
            return self._expression(parse_expression(value), (*seen, name))
        if isinstance(value, Mapping):
            return self._joined(objects(value.get("conditions")), (*seen, name))
        raise NotCarriedError("its value is neither text nor object")

    def _joined(self, parts: Sequence[JsonObject], seen: tuple[str, ...]) -> Tree:
        """Join parts by their coordinators; 'and' binds stronger than 'or', as in the original."""
        if not parts:
            raise NeverTrueError("it has no parts")
        groups: list[list[Tree]] = []
        for part in parts:
            tree = self._part(part, seen)
            if groups and _coordinator(part) != "or":
                groups[-1].append(tree)
            else:
                groups.append([tree])
        return some_of(all_of(group) for group in groups)

    def _part(self, part: JsonObject, seen: tuple[str, ...]) -> Tree:
        if "conditions" in part:
            return self._joined(objects(part["conditions"]), seen)
        if "conditionName" in part:
            return self.tree(str(part["conditionName"]), seen)
        field, value = part.get("field"), part.get("value")
        if not isinstance(field, Mapping):
            raise NotCarriedError("a part has no field")
        name, sign = str(field.get("name") or ""), str(part.get("operator") or "")
        if isinstance(value, Mapping) and "timePeriod" in value:
            return some_of(self._relative(one, sign, value) for one in self._of(name))
        plain = value.get("value") if isinstance(value, Mapping) else value
        return some_of(self._test(one, sign, _text(plain)) for one in self._of(name))

    def _of(self, name: str) -> Sequence[Field]:
        """Return the questions made of a field, which may be written with its section before it."""
        found = self.fields.get(name) or self.fields.get(name.rpartition(".")[2])
        if not found:
            raise NeverTrueError(f"no page that can be reached asks '{name}'")
        if any(one.in_group for one in found):
            raise NotCarriedError(f"'{name}' is asked once for each entry of a group")
        return found

    def _test(self, one: Field, named: str, value: str) -> Tree:
        if named in _LENGTH and one.type in _TEXTS:
            return self._rule(f"string length({one.question})", _LENGTH[named], _number(value), one)
        if named in ("contains", "does not contain", "in"):
            return self._contains(one, named == "does not contain", value)
        sign = _COMPARE.get(named)
        if sign is None:
            raise NotCarriedError(f"the operator '{named}' is not known for {one.type}")
        if one.type in ("yes or no", "choice"):
            return self._is(one, sign, value)
        if one.type == "choices":
            raise NotCarriedError("a list of choices is compared with one text")
        if one.type in ("number", "money"):
            return self._rule(one.question, sign, _number(value), one)
        if one.type in ("date", "month"):
            return self._rule(one.question, sign, _date(value), one)
        if one.type in _TEXTS:
            return self._rule(one.question, sign, quote(value), one)
        raise NotCarriedError(f"{one.type} cannot be compared")

    def _is(self, one: Field, sign: str, value: str) -> Tree:
        key = one.keys.get(value)
        if sign not in ("=", "!="):
            return _ordered(one, sign, value)
        if key is None and sign == "=":
            raise NeverTrueError(f"'{value}' is not one of the choices")
        choices = self.domains[one.question].choices
        keys = (key,) if sign == "=" and key is not None else tuple(other for other in choices if other != key)
        return Test(one.question, "is", keys) if keys else NEVER

    def _contains(self, one: Field, is_negated: bool, value: str) -> Tree:
        key = one.keys.get(value)
        if one.type != "choices":
            raise NotCarriedError(f"'contains' is asked of {one.type}")
        if key is None and is_negated:
            return Test(one.question, "rule", (), f"{one.question} != null", f"{one.question} = null")
        if key is None:
            raise NeverTrueError(f"'{value}' is not one of the choices")
        return Test(one.question, "lacks" if is_negated else "contains", (key,))

    def _relative(self, one: Field, named: str, value: JsonObject) -> Tree:
        period, unit = str(value.get("timePeriod") or ""), str(value.get("timeUnit") or "")
        is_past = value.get("direction") == "in the past"
        sign = (_PAST if is_past else _FUTURE).get(named)
        if one.type not in ("date", "month") or sign is None or unit not in _PERIODS or not period.isdigit():
            raise NotCarriedError(f"'{named} {period} {unit}' cannot be said of {one.type}")
        moment = f'today() {"-" if is_past else "+"} duration("{_PERIODS[unit].format(int(period))}")'
        return self._rule(one.question, sign, moment, one)

    def _rule(self, left: str, sign: str, right: str, one: Field) -> Tree:
        return Test(one.question, "rule", (), f"{left} {sign} {right}", f"{left} {_OPPOSITE[sign]} {right}")

    def _expression(self, node: Comparison | Junction | str, seen: tuple[str, ...]) -> Tree:
        """Translate a condition written as text; a lone name is a condition or a yes-or-no field."""
        if isinstance(node, str):
            if node in self.form.conditions:
                return self.tree(node, seen)
            return some_of(self._test(one, "==", "true") for one in self._of(node))
        if isinstance(node, Comparison):
            return some_of(self._test(one, node.operator, node.value) for one in self._of(node.field))
        parts = [self._expression(part, seen) for part in node.parts]
        if node.kind == "not":
            return negated(parts[0], self.domains)
        return all_of(parts) if node.kind == "and" else some_of(parts)


def _ordered(one: Field, sign: str, value: str) -> Tree:
    """Return which choices of a list of numbers a comparison holds for."""
    if one.type != "choice":
        raise NotCarriedError("yes and no have no order")
    limit = Decimal(_number(value))
    holds = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}[sign]
    values = {value: key for value, key in one.keys.items() if _is_number(value)}
    if not values:
        raise NotCarriedError("these choices have no order")
    keys = tuple(dict.fromkeys(key for text, key in values.items() if holds(Decimal(text), limit)))
    return Test(one.question, "is", keys) if keys else NEVER


def _is_number(text: str) -> bool:
    return re.fullmatch(r"-?[0-9]{1,15}(\.[0-9]{1,6})?", text) is not None


def _coordinator(part: JsonObject) -> str:
    """Return 'and' or 'or'; a group's stands at its first part."""
    while "coordinator" not in part and objects(part.get("conditions")):
        part = objects(part["conditions"])[0]
    return str(part.get("coordinator") or "and").lower()


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else "" if value is None else str(value)


def _number(text: str) -> str:
    try:
        number = Decimal(text.strip())
    except InvalidOperation:
        raise NotCarriedError(f"'{text}' is not a number") from None
    if not number.is_finite():
        raise NotCarriedError(f"'{text}' is not a number")
    return format(number, "f")


def _date(text: str) -> str:
    match = re.match(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})", text.strip())
    try:
        day = date(*(int(part) for part in match.groups())) if match else None
    except ValueError:
        day = None
    if day is None:
        raise NotCarriedError(f"'{text}' is not a date")
    return f'date("{day.isoformat()}")'
