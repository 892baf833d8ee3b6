"""`servewell rules functions`: every function of rules in plain words and by example, as Markdown for the guide."""

from __future__ import annotations

import argparse
from collections.abc import Iterator

from servewell.core.rules.functions import BUILTINS, Builtin
from servewell.core.rules.functions.examples import FAMILIES, Lesson
from servewell.core.rules.types import ANY


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Register the command."""
    parser = subparsers.add_parser("functions", help="every function of rules, in plain words and by example")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Print the functions, a family at a time."""
    print(markdown(), end="")
    return 0


def markdown() -> str:
    """Return the part of `docs/guide/writing-rules.md` that tells of the functions."""
    return "\n".join(_lines())


def _lines() -> Iterator[str]:
    yield "## Every function"
    yield "What stands before `->` is a rule, what stands after it is what the rule gives on 23 November 2026."
    yield ""
    for title, lessons in FAMILIES.items():
        yield f"**{title}**: " + ", ".join(f"[{name}](#{name.replace(' ', '-')})" for name in lessons)
        yield ""
    for title, lessons in FAMILIES.items():
        yield f"### {title}"
        for name, lesson in lessons.items():
            yield from _function(name, lesson)


def _function(name: str, lesson: Lesson) -> Iterator[str]:
    signatures = BUILTINS[name]
    result = signatures[0].result
    forms = dict.fromkeys(form for one in signatures for form in _forms(one))
    yield f"#### {name}"
    yield " or ".join(f"`{form}`" for form in forms) + (f" gives {result.describe()}." if result != ANY else "")
    yield ""
    yield lesson.says
    yield "```"
    width = max(len(rule) for rule, _ in lesson.examples)
    for rule, given in lesson.examples:
        yield f"{rule:<{width}} -> {given}"
    yield "```"
    yield ""


def _forms(one: Builtin) -> Iterator[str]:
    """Write how the function is called, with as little and with as much as it takes."""
    labels = [label for label, _ in one.parameters]
    for count in dict.fromkeys((max(len(labels) - one.optional, min(len(labels), 1)), len(labels))):
        yield f"{one.name}({', '.join(labels[:count])})"
    if one.is_variadic:
        yield f"{one.name}({', '.join(labels)}, …)"
