"""A column of past answers as the type of its question, in DuckDB's SQL; and the typed cell as a canonical answer."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Final

from servewell.core.definition.model import Question

EXPECTED: Final[Mapping[str, str]] = {
    "number": "a number such as 1250.50",
    "money": "an amount such as 1250.50, without the sign of the currency",
    "date": "a date such as 2026-03-31",
    "month": "a month such as 2026-03",
    "yes or no": "yes, no, true or false",
    "declaration": "yes, no, true or false",
    "choice": "a key of the choices",
    "choices": "keys of the choices, with ; between them",
    "address": 'a JSON object such as {"town": "Riverton"}',
    "place": 'a JSON object such as {"text": "Mill Lane"}',
    "file": 'a JSON object such as {"later": true}',
    "group": 'a JSON list such as [{"age": "7"}]',
}
_EXACT: Final = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER", "DECIMAL")
_NUMBER: Final = "[+-]?[0-9]{1,18}([.][0-9]{1,9})?"
WRITTEN: Final = "WRITTEN AS "
_STRUCTURED: Final = frozenset({"address", "place", "file", "group"})


def quoted(name: str) -> str:
    """Return a column's name as SQL takes it, whatever stands in it."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """Return a text as SQL takes it, whatever stands in it."""
    return "'" + text.replace("'", "''") + "'"


def trimmed(name: str) -> str:
    """Return the SQL of a cell's text; an empty cell is null."""
    return f"nullif(trim(CAST({quoted(name)} AS VARCHAR)), '')"


def is_written_number(kind: str, question: Question) -> bool:
    """Tell whether the numbers of a column of DuckDB's type `kind` have to be read from their text."""
    return question.type in ("number", "money") and not kind.startswith(_EXACT)


def digits_of(name: str) -> tuple[str, str]:
    """Return the SQL of the most digits before and after the point in a column of written numbers."""
    text = trimmed(name)
    found = [f"length(split_part(ltrim({text}, '+-'), '.', {part}))" for part in (1, 2)]
    whole, places = (f"max({one}) FILTER (WHERE regexp_full_match({text}, '{_NUMBER}'))" for one in found)
    return whole, places


def typed(name: str, kind: str, question: Question) -> str:
    """Return the SQL of a column of DuckDB's type `kind` as its question's type; null where a cell does not fit.

    For written numbers `kind` is the decimal type that holds all of them.
    """
    if question.type in _STRUCTURED:
        text = trimmed(name)
        return f"CASE WHEN json_valid({text}) THEN {text} END" if kind == "VARCHAR" else _as_json(name)
    return _TYPED.get(question.type, _text)(name, kind, question)


def answer(question: Question, cell: object) -> object:
    """Return the canonical answer of a typed cell, None without one."""
    if isinstance(cell, Decimal):
        return f"{cell:f}"
    if isinstance(cell, date):
        return f"{cell:%Y-%m}" if question.type == "month" else cell.isoformat()
    if isinstance(cell, int) and not isinstance(cell, bool):
        return str(cell)
    if question.type in _STRUCTURED and isinstance(cell, str):
        found: object = json.loads(cell)
        return found
    return cell


def _as_json(name: str) -> str:
    return f"CASE WHEN {quoted(name)} IS NOT NULL THEN CAST(to_json({quoted(name)}) AS VARCHAR) END"


def _text(name: str, kind: str, question: Question) -> str:
    return trimmed(name)


def _number(name: str, kind: str, question: Question) -> str:
    if not kind.startswith(WRITTEN):
        return quoted(name)
    text = trimmed(name)
    decimal = kind.removeprefix(WRITTEN)
    return f"CASE WHEN regexp_full_match({text}, '{_NUMBER}') THEN TRY_CAST({text} AS {decimal}) END"


def _date(name: str, kind: str, question: Question) -> str:
    if kind == "DATE":
        return quoted(name)
    if kind.startswith("TIMESTAMP"):
        return f"CAST({quoted(name)} AS DATE)"
    text = trimmed(name)
    return f"CASE WHEN regexp_full_match({text}, '[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}') THEN TRY_CAST({text} AS DATE) END"


def _month(name: str, kind: str, question: Question) -> str:
    if kind == "DATE" or kind.startswith("TIMESTAMP"):
        return f"CAST(date_trunc('month', {quoted(name)}) AS DATE)"
    text = trimmed(name)
    return f"CASE WHEN regexp_full_match({text}, '[0-9]{{4}}-[0-9]{{2}}') THEN TRY_CAST({text} || '-01' AS DATE) END"


def _boolean(name: str, kind: str, question: Question) -> str:
    if kind == "BOOLEAN":
        return quoted(name)
    words = {"yes": "true", "true": "true", "no": "false", "false": "false"}
    cases = " ".join(f"WHEN '{word}' THEN {value}" for word, value in words.items())
    return f"CASE lower({trimmed(name)}) {cases} END"


def _choice(name: str, kind: str, question: Question) -> str:
    keys = ", ".join(map(literal, question.choices))
    return f"CASE WHEN {trimmed(name)} IN ({keys}) THEN {trimmed(name)} END"


def _choices(name: str, kind: str, question: Question) -> str:
    parts = quoted(name) if kind == "VARCHAR[]" else f"string_split({trimmed(name)}, ';')"
    keys = ", ".join(map(literal, question.choices))
    tidy = f"list_transform({parts}, lambda one: trim(one))"
    return f"CASE WHEN len({tidy}) > 0 AND list_has_all([{keys}], {tidy}) THEN {tidy} END"


_TYPED: Final[Mapping[str, Callable[[str, str, Question], str]]] = {
    "number": _number,
    "money": _number,
    "date": _date,
    "month": _month,
    "yes or no": _boolean,
    "declaration": _boolean,
    "choice": _choice,
    "choices": _choices,
}
