"""What a check has to go on: the definition, where its texts and names stand, and the problems found so far."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from servewell.core.definition.model import Definition, Page, Question, RuleText
from servewell.core.problem import Place, Problem

LITERAL: Final = re.compile(r'"(?:[^"\\]|\\.)*"')


@dataclass(slots=True)
class Checked:
    """A definition under check."""

    definition: Definition
    file: str
    places: Mapping[str, Mapping[str, Place]] = field(default_factory=dict)  # language -> text key -> place
    files: Mapping[str, str] = field(default_factory=dict)  # language -> translation file
    problems: list[Problem] = field(default_factory=list)

    def refuse(self, code: str, where: Place, found: str, expected: str = "", fix: str = "") -> None:
        """Note a fault."""
        self.problems.append(Problem(code, where, found, expected, fix))

    def of_text(self, key: str, language: str | None = None) -> Place:
        """Return where a text stands; else its file, with page and question."""
        language = language or self.definition.language
        known = self.places.get(language, {}).get(key)
        page, question = self.owner(key)
        if known is None:
            return Place(self.files.get(language, self.file), 1, None, page, question)
        return Place(known.file, known.line, known.column, page, question)

    def owner(self, key: str) -> tuple[str | None, str | None]:
        """Return the page and question that a text key belongs to."""
        kind, _, rest = key.partition(".")
        if kind == "page":
            return rest.rpartition(".")[0], None
        if kind != "question":
            return None, None
        found: tuple[str | None, str | None] = (None, None)
        for path, _, page in self.definition.questions():
            if rest.startswith(f"{path}."):
                found = page.id, path  # the last match is the innermost: a group comes before its questions
        return found

    def of_page(self, page: Page) -> Place:
        """Return where a page begins."""
        return Place(self.file, page.line, None, page.id)

    def of_question(self, path: str, question: Question, page: Page) -> Place:
        """Return where a question begins."""
        return Place(self.file, question.line, None, page.id, path)

    def of_rule(self, rule: RuleText, page: Page | None = None, question: str | None = None, offset: int = 0) -> Place:
        """Return the place of a character of a rule."""
        line, column = rule.line, rule.column
        breaks = rule.text.count("\n", 0, offset)
        if line is not None:
            line += breaks
        if column is not None:
            column = column + offset if not breaks else offset - rule.text.rfind("\n", 0, offset)
        return Place(self.file, line, column, page.id if page else None, question)


def words_of(rule: RuleText) -> frozenset[str]:
    """Return the words a rule may use as names: an upper bound that needs no grammar."""
    return frozenset(re.findall(r"(?<![\w.])[a-z][a-z0-9_]*", LITERAL.sub(" ", rule.text)))
