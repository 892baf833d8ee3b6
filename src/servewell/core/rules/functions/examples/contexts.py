"""Examples of the functions over contexts."""

from __future__ import annotations

from servewell.core.rules.functions.examples.lesson import lesson

LESSONS = {
    "get value": lesson(
        "Looks up one entry by its name: a small table of fees in one line.",
        'get value({small: 30, large: 90}, "large") -> 90',
        'get value({small: 30, large: 90}, "huge") -> null',
    ),
    "get entries": lesson(
        "Makes a list of all entries, each with `key` and `value`.",
        "get entries({small: 30, large: 90})[2].value -> 90",
        "count(get entries({small: 30, large: 90})) -> 2",
    ),
    "context": lesson(
        "Puts entries together from a list, each with `key` and `value`.",
        'context([{key: "small", value: 30}, {key: "large", value: 90}]) -> {small: 30, large: 90}',
        'context([{key: "small", value: 30}, {key: "small", value: 90}]) -> null',
    ),
    "context put": lesson(
        "Gives the same entries with one new or changed. A list of names leads to an entry of an entry.",
        'context put({small: 30}, "large", 90) -> {small: 30, large: 90}',
        'context put({small: 30}, "small", 35) -> {small: 35}',
        'context put({fees: {small: 30}}, ["fees", "small"], 35) -> {fees: {small: 35}}',
    ),
    "context merge": lesson(
        "Joins several; where a name comes twice, the last one counts.",
        "context merge([{small: 30, large: 90}, {large: 95}]) -> {small: 30, large: 95}",
    ),
}
