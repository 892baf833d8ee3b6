"""Examples of the functions that make one kind of value of another, and of those over yes and no."""

from __future__ import annotations

from servewell.core.rules.functions.examples.lesson import lesson

TRUTH = {
    "not": lesson(
        "Turns yes into no and no into yes. What is not known stays not known.",
        "not(true) -> false",
        "not(3 > 5) -> true",
        "not(null) -> null",
    ),
    "all": lesson(
        "Tells whether everything in a list is true.",
        "all([true, true]) -> true",
        "all([true, false]) -> false",
        "all(for age in [40, 17] return age >= 18) -> false",
    ),
    "any": lesson(
        "Tells whether at least one thing in a list is true.",
        "any([false, true]) -> true",
        "any([]) -> false",
        "any(for age in [40, 17] return age < 18) -> true",
    ),
    "is": lesson(
        "Tells whether two values are the same in every way. For numbers and texts that is `=`; a time must also be "
        "in the same time zone.",
        "is(1, 1.0) -> true",
        'is("1", 1) -> false',
        'is(time("23:00:50Z"), time("23:00:50+01:00")) -> false',
    ),
}
LESSONS = {
    "number": lesson(
        "Reads a number from a text. The second text says what stands between thousands, the third what the decimal "
        "point is.",
        'number("1500.50") -> 1500.50',
        'number("1.500,50", ".", ",") -> 1500.50',
        'number("many") -> null',
    ),
    "string": lesson(
        "Writes a value as a text.",
        'string(12.50) -> "12.5"',
        'string(date("2026-11-23")) -> "2026-11-23"',
        'string(true) -> "true"',
    ),
}
