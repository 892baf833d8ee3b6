"""Checks of how the parts fit: names used once, things that nothing uses, pages that lead nowhere."""

from __future__ import annotations

from collections.abc import Iterator

from servewell.core.definition.findings import Checked, words_of
from servewell.core.definition.model import RuleText
from servewell.core.problem import Place, nearest


def check_parts(checked: Checked) -> None:
    """Note names used twice, what nothing uses, and ends of the road."""
    _check_names(checked)
    _check_sections(checked)
    _check_values_used(checked)
    _check_ends(checked)
    _check_decisions(checked)


def _check_names(checked: Checked) -> None:
    definition = checked.definition
    taken: dict[str, str] = dict.fromkeys(definition.values, "a value")
    for table in definition.tables:
        _refuse_taken(checked, table.name, taken, Place(checked.file, table.line))
        taken.setdefault(table.name, "a table")
    for criterion in definition.criteria:
        _refuse_taken(checked, criterion.name, taken, Place(checked.file, criterion.line))
        taken.setdefault(criterion.name, "a criterion")
    for page in definition.pages:
        for question in page.questions:
            _refuse_taken(checked, question.name, taken, checked.of_question(question.name, question, page))
            taken.setdefault(question.name, f"a question on page '{page.id}'")


def _refuse_taken(checked: Checked, name: str, taken: dict[str, str], where: Place) -> None:
    if name in taken:
        found = f"The name '{name}' is taken: {taken[name]} is called so."
        checked.refuse("duplicate-name", where, found, "", "Give one of them another name.")


def _check_sections(checked: Checked) -> None:
    definition = checked.definition
    for page in definition.pages:
        if page.section is not None and page.section not in definition.sections:
            close = nearest(page.section, definition.sections)
            fix = f"Did you mean '{close}'?" if close else "Add it to 'sections'."
            found = f"There is no section '{page.section}'."
            checked.refuse("unknown-section", checked.of_page(page), found, "", fix)
    for section in definition.sections:
        if all(page.section != section for page in definition.pages):
            where = checked.of_text(f"section.{section}.title")
            checked.refuse("unused", where, f"No page is in the section '{section}'.", "", "Use it or remove it.")


def all_rules(checked: Checked) -> Iterator[RuleText]:
    """Yield every rule of the definition."""
    definition = checked.definition
    for table in definition.tables:
        yield from table.by
        yield from (cell for row in table.rows for cell in (*row.cells, row.gives))
    yield from (criterion.rule for criterion in definition.criteria)
    if definition.fee is not None:
        yield definition.fee
    yield from (page.only_if for page in definition.pages if page.only_if is not None)
    for _, question, _ in definition.questions():
        if question.only_if is not None:
            yield question.only_if
        yield from (must.rule for must in question.must)


def _check_values_used(checked: Checked) -> None:
    definition = checked.definition
    if not definition.values and not definition.tables:
        return
    used = {name for rule in all_rules(checked) for name in words_of(rule)}
    for table in definition.tables:
        if table.name not in used:
            where = Place(checked.file, table.line)
            checked.refuse("unused", where, f"No rule uses the table '{table.name}'.", "", "Use it or remove it.")
    for name in definition.values:
        if name not in used:
            where = checked.of_text(f"values.{name}")
            checked.refuse("unused", where, f"No rule uses the value '{name}'.", "", "Use it or remove it.")


def _check_ends(checked: Checked) -> None:
    definition = checked.definition
    if not any(page.questions for page in definition.pages):
        where = checked.of_page(definition.pages[0]) if definition.pages else Place(checked.file, 1)
        checked.refuse("no-questions", where, "The service asks nothing.", "", "Add a page with 'ask:'.")
    for index, page in enumerate(definition.pages):
        if not page.is_end or page.only_if is not None:
            continue
        found = "This end page has no 'only if', so every journey ends here and nobody can apply."
        checked.refuse("dead-end", checked.of_page(page), found, "", "Add 'only if: ...' with who ends here.")
        for later in definition.pages[index + 1 :]:
            found = f"Nobody gets here: the end page '{page.id}' stops everyone before."
            checked.refuse("unreachable-page", checked.of_page(later), found, "", "Move it up, or change the end page.")


def _check_decisions(checked: Checked) -> None:
    definition = checked.definition
    if definition.stages and not definition.decisions:
        stage = definition.stages[-1]
        found = f"No case gets to the last stage '{stage.id}': there are no decisions."
        fix = "Add 'decisions:', or remove the stage."
        checked.refuse("unused", Place(checked.file, stage.line), found, "", fix)
    elif len(definition.stages) == 1:
        stage = definition.stages[0]
        found = f"'{stage.id}' is the only stage, so it would stand for a new case and for a decided one."
        checked.refuse("unused", Place(checked.file, stage.line), found, "at least two stages, or none")
    for decision in definition.decisions:
        where = Place(checked.file, decision.line)
        seen: dict[str, str] = {}
        for reason in decision.reasons:
            text = definition.text(f"decision.{decision.id}.reasons.{reason}")
            if text in seen:
                found = f"The reasons '{seen[text]}' and '{reason}' of '{decision.id}' say the same: one is of no use."
                checked.refuse("unused", checked.of_text(f"decision.{decision.id}.reasons.{reason}"), found)
            seen.setdefault(text, reason)
        if decision.appeal_within is not None and not decision.reasons:
            found = f"The decision '{decision.id}' can be appealed against but gives no reasons."
            checked.refuse("missing-reasons", where, found, "", "Add 'reasons: {key: text}'.")
        if decision.valid_for is not None and decision.output is None:
            found = f"The decision '{decision.id}' is valid for a time but has no output."
            checked.refuse("missing-key", where, found, "", "Add 'output: ...' or remove 'valid for'.")
