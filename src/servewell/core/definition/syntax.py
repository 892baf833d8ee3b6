"""Says in plain sentences what a YAML reader complains about."""

from __future__ import annotations

from typing import Final

import yaml

from servewell.core.problem import Place, Problem

QUOTE_FIX: Final = "If the text has ': ' or ' #' in it or begins with a sign, put the whole text in double quotes."
INDENT_FIX: Final = "Align it with the lines around it, with two spaces for each level."

# Part of the reader's complaint (libyaml's and PyYAML's wording), what to say, what to do.
SENTENCES: Final = (
    ("mapping values are not allowed", "A ':' stands where no key can be.", f"{INDENT_FIX} {QUOTE_FIX}"),
    ("could not find expected ':'", "A key without ':' ends here.", f"Write 'key: text'. {QUOTE_FIX}"),
    ("unexpected end of stream", "A quotation mark is opened here and never closed.", "Close it."),
    ("document separator", "A quotation mark is opened and not closed before this line.", "Close it."),
    ("expected ',' or ']'", "A '[' is not closed, or a comma is missing.", f"Close it with ']'. {QUOTE_FIX}"),
    ("expected ',' or '}'", "A '{' is not closed, or a comma is missing.", f"Close it with '}}'. {QUOTE_FIX}"),
    ("expected the node content", "Something is missing here.", "Write a value, or remove the comma."),
    ("did not find expected node content", "Something is missing here.", "Write a value, or remove the comma."),
    ("block sequence entries are not allowed", "A list item ('- ') cannot stand here.", INDENT_FIX),
    ("expected key", "This line does not fit the lines above it.", f"{INDENT_FIX} {QUOTE_FIX}"),
    ("expected <block end>", "This line does not fit the lines above it.", f"{INDENT_FIX} {QUOTE_FIX}"),
    ("expected '-' indicator", "This line does not fit the list above it.", f"{INDENT_FIX} {QUOTE_FIX}"),
    ("mapping keys are not allowed", "A '?' cannot stand here.", QUOTE_FIX),
    ("unknown escape character", "A '\\' in double quotes means something else here.", "Write '\\\\' for it."),
    ("hexdecimal", "After '\\x' or '\\u' the digits are not right.", "Write '\\\\' for a plain '\\'."),
    ("invalid Unicode character", "This escape stands for no character.", "Write the character itself."),
    ("alphabetic or numeric character", "A text cannot begin with '&' or '*'.", QUOTE_FIX),
    ("tag", "A text cannot begin with '!'.", QUOTE_FIX),
    ("directive", "A line cannot begin with '%'.", QUOTE_FIX),
    ("block scalar", "Something stands after '|' or '>' that should not.", "Begin the text on a new line."),
    ("comment or a line break", "Something stands after '|' or '>' that should not.", "Begin the text on a new line."),
    ("indentation", "This line is indented in a way that cannot be read.", INDENT_FIX),
    ("cannot start any token", "A text cannot begin with this sign.", QUOTE_FIX),
    ("<document start>", "This does not belong here.", INDENT_FIX),
)


def explain_yaml_error(error: yaml.YAMLError, text: str, file: str) -> Problem:
    """Return what is wrong, at the line a person has to look at."""
    if not isinstance(error, yaml.MarkedYAMLError):
        return Problem("yaml-syntax", Place(file, 1), "The file cannot be read as YAML.", "", QUOTE_FIX)
    complaint = error.problem or ""
    opened = any(part in complaint for part in ("unexpected end of stream", "expected ',' or"))
    mark = error.context_mark if opened and error.context_mark else error.problem_mark or error.context_mark
    lines = text.split("\n")
    number = min(mark.line if mark else 0, len(lines) - 1)
    where = Place(file, number + 1, (mark.column if mark else 0) + 1)
    line = lines[number]
    if "\t" in line[: len(line) - len(line.lstrip())] or (mark and line[mark.column : mark.column + 1] == "\t"):
        return Problem("yaml-syntax", where, "There is a tab in the indentation.", "spaces", "Write two spaces.")
    for part, found, fix in SENTENCES:
        if part in complaint:
            return Problem("yaml-syntax", where, found, "", fix)
    return Problem("yaml-syntax", where, "This line cannot be read as YAML.", "", f"{INDENT_FIX} {QUOTE_FIX}")
