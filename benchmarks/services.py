"""Definitions made up by size."""

from __future__ import annotations

HEAD = """service: made-up
title: Made up
summary: A service of a given size.
agency: riverton
language: en
for: Nobody.
keep: 1 year
"""
TAIL = """stages: [received, decided]
decisions:
  approve: {title: Approve}
"""


def of_size(*, pages: int, questions: int, rules: int) -> str:
    """Return a definition with so many pages, questions a page, and rules in all (on questions, after the first)."""
    lines = [HEAD + "pages:"]
    left = rules
    for page in range(pages):
        lines += [f"  - page: page-{page}", f"    title: Page {page}", "    ask:"]
        for place in range(questions):
            number = page * questions + place
            kind = ("yes or no", "number", "text")[number % 3]
            lines += [f"      q{number}:", f"        type: {kind}", f"        label: Question {number}"]
            if number and left:
                left -= 1
                lines.append(f"        only if: {_rule(number)}")
    return "\n".join(lines) + "\n" + TAIL


def _rule(number: int) -> str:
    before = (number - 1) // 3 * 3
    if number % 3 == 2 and number > 3:
        return f"q{before - 3} in [true, false] or q{before} = false"
    return f"q{before} in [true, false]"


def of_criteria(kinds: dict[str, str], rules: list[str]) -> str:
    """Return a definition with questions of these types on one page, and a criterion for each rule."""
    lines = [HEAD + "criteria:"]
    lines += [
        f"  c{at}: {{title: Criterion {at}, rule: '{rule}', otherwise: Not so.}}" for at, rule in enumerate(rules)
    ]
    lines += ["pages:", "  - page: about", "    title: About you", "    ask:"]
    lines += [f"      {name}: {{type: {kind}, label: {name}}}" for name, kind in kinds.items()]
    return "\n".join(lines) + "\n" + TAIL
