"""Examples of the functions over numbers."""

from __future__ import annotations

from servewell.core.rules.functions.examples.lesson import lesson

LESSONS = {
    "decimal": lesson(
        "Rounds to so many digits after the point; what lies exactly in the middle goes to the even neighbour.",
        "decimal(2.345, 2) -> 2.34",
        "decimal(2.355, 2) -> 2.36",
        "decimal(1249, -2) -> 1200",
    ),
    "floor": lesson(
        "Rounds down, towards the smaller number.",
        "floor(12.9) -> 12",
        "floor(-1.5) -> -2",
        "floor(12.97, 1) -> 12.9",
    ),
    "ceiling": lesson(
        "Rounds up, towards the larger number: three and a bit hours are four.",
        "ceiling(3.1) -> 4",
        "ceiling(-1.5) -> -1",
        "ceiling(12.91, 1) -> 13",
    ),
    "round up": lesson(
        "Rounds away from zero.",
        "round up(5.12, 1) -> 5.2",
        "round up(-5.12, 1) -> -5.2",
    ),
    "round down": lesson(
        "Rounds towards zero: cuts the digits off.",
        "round down(5.19, 1) -> 5.1",
        "round down(-5.19, 1) -> -5.1",
    ),
    "round half up": lesson(
        "Rounds to the nearest; the middle goes away from zero. This is what most fee orders mean by rounding.",
        "round half up(2.345, 2) -> 2.35",
        "round half up(100 / 3, 2) -> 33.33",
        "round half up(-2.5, 0) -> -3",
    ),
    "round half down": lesson(
        "Rounds to the nearest; the middle goes towards zero.",
        "round half down(2.345, 2) -> 2.34",
        "round half down(2.346, 2) -> 2.35",
    ),
    "abs": lesson(
        "Leaves the minus sign off, of a number or a duration: how far apart, whichever comes first.",
        "abs(-4) -> 4",
        "abs(900 - 1200) -> 300",
        'abs(duration("-P3D")) -> duration("P3D")',
    ),
    "modulo": lesson(
        "Gives the rest of a division; it has the sign of the number that is divided by.",
        "modulo(17, 5) -> 2",
        "modulo(-17, 5) -> 3",
        "modulo(5, 0) -> null",
    ),
    "sqrt": lesson(
        "Gives the square root.",
        "sqrt(16) -> 4",
        "sqrt(-1) -> null",
    ),
    "log": lesson(
        "Gives the natural logarithm.",
        "log(1) -> 0",
        "decimal(log(10), 4) -> 2.3026",
        "log(0) -> null",
    ),
    "exp": lesson(
        "Raises the number e (2.718…) to a power.",
        "exp(0) -> 1",
        "decimal(exp(1), 4) -> 2.7183",
    ),
    "odd": lesson(
        "Tells whether a whole number is odd, for example for the side of a street.",
        "odd(17) -> true",
        "odd(16) -> false",
        "odd(1.5) -> null",
    ),
    "even": lesson(
        "Tells whether a whole number is even.",
        "even(16) -> true",
        "even(17) -> false",
    ),
}
