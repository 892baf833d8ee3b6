"""Examples of the functions over texts."""

from __future__ import annotations

from servewell.core.rules.functions.examples.lesson import lesson

LESSONS = {
    "substring": lesson(
        "Takes a part of a text: from a position, and so many letters. The first letter is 1, the last is -1.",
        'substring("4010 Riverton", 6) -> "Riverton"',
        'substring("4010 Riverton", 1, 4) -> "4010"',
        'substring("PT50-0002", -4) -> "0002"',
    ),
    "string length": lesson(
        "Counts the letters, signs and spaces.",
        'string length("Riverton") -> 8',
        'string length("Ana Li") -> 6',
        'string length("") -> 0',
    ),
    "upper case": lesson(
        "Makes all letters large, so that people may type either.",
        'upper case("riv-42") -> "RIV-42"',
        'upper case("é") -> "É"',
    ),
    "lower case": lesson(
        "Makes all letters small.",
        'lower case("Riverton") -> "riverton"',
    ),
    "trim": lesson(
        "Takes the spaces off at both ends.",
        'trim("  4010 ") -> "4010"',
    ),
    "substring before": lesson(
        "Takes what stands before the first place where a text is found; nothing when it is not found.",
        'substring before("12-2026", "-") -> "12"',
        'substring before("12", "-") -> ""',
    ),
    "substring after": lesson(
        "Takes what stands after the first place where a text is found; nothing when it is not found.",
        'substring after("12-2026", "-") -> "2026"',
        'substring after("12", "-") -> ""',
    ),
    "contains": lesson(
        "Tells whether a text stands anywhere in another. Large and small letters differ.",
        'contains("12 Elm Grove", "Elm") -> true',
        'contains("12 Elm Grove", "elm") -> false',
    ),
    "starts with": lesson(
        "Tells whether a text begins with another.",
        'starts with("4010", "40") -> true',
        'starts with("5200", "40") -> false',
    ),
    "ends with": lesson(
        "Tells whether a text ends with another.",
        'ends with("plan.pdf", ".pdf") -> true',
        'ends with("plan.docx", ".pdf") -> false',
    ),
    "matches": lesson(
        "Tells whether a pattern (a regular expression) is found in a text. `^` is the beginning, `$` the end; "
        'with the flag `"i"` large and small letters are alike.',
        'matches("4010", "^[0-9]{4}$") -> true',
        'matches("40100", "^[0-9]{4}$") -> false',
        'matches("riv-42", "^RIV-[0-9]+$", "i") -> true',
    ),
    "replace": lesson(
        "Puts a text in place of everything that a pattern (a regular expression) finds. `$1` stands for what the "
        "first pair of brackets found.",
        'replace("PT50 0002 0123", " ", "") -> "PT5000020123"',
        'replace("a1b22", "[0-9]+", "#") -> "a#b#"',
        'replace("Li, Ana", "([A-Za-z]+), ([A-Za-z]+)", "$2 $1") -> "Ana Li"',
    ),
    "split": lesson(
        "Cuts a text into a list, wherever a pattern is found.",
        'split("12;13;14", ";") -> ["12", "13", "14"]',
        'count(split("Ana Maria Li", " ")) -> 3',
    ),
    "string join": lesson(
        "Puts the texts of a list together, with another text between them.",
        'string join(["Ana", "Li"], " ") -> "Ana Li"',
        'string join(["a", "b"]) -> "ab"',
    ),
}
