"""Short words for types in signatures."""

from __future__ import annotations

from servewell.core.rules import types

WORDS = {
    "any": types.ANY,
    "text": types.STRING,
    "number": types.NUMBER,
    "boolean": types.BOOLEAN,
    "date": types.DATE,
    "time": types.TIME,
    "moment": types.DATE_TIME,
    "days": types.DAYS_TIME,
    "months": types.YEARS_MONTHS,
    "function": types.FunctionOf(types.ANY),
    "list": types.ListOf(types.ANY),
    "numbers": types.ListOf(types.NUMBER),
    "booleans": types.ListOf(types.BOOLEAN),
    "texts": types.ListOf(types.STRING),
}
