"""Checks of decision tables: each cell by itself, names that groups hide."""

from __future__ import annotations

from servewell.core.definition.findings import Checked, words_of
from servewell.core.definition.rule_uses import rule_uses
from servewell.core.definition.scope import tables_of
from servewell.core.problem import Place
from servewell.core.rules.reads import names_in


def check_tables(checked: Checked) -> None:
    """Note what is wrong with the tables of a definition."""
    compiled = tables_of(checked.definition)
    for one in compiled.faults:
        where = (
            Place(checked.file, one.table.line) if one.at is None else checked.of_rule(one.at, offset=one.fault.offset)
        )
        checked.refuse(one.fault.code, where, one.fault.found, one.fault.expected, one.fault.fix)
    if compiled.trees:
        _check_groups(checked)


def _check_groups(checked: Checked) -> None:
    """Note tables used inside a group that asks for a name the table reads: the name would mean something else."""
    trees = tables_of(checked.definition).trees
    for use in rule_uses(checked.definition):
        inner = {question.name for question in use.group.questions} if use.group else set()
        for name in sorted(words_of(use.rule) & trees.keys() - inner) if inner else ():
            for taken in sorted(names_in(trees[name]) & inner):
                found = f"Table '{name}' reads '{taken}', which means another question in the group."
                where = checked.of_rule(use.rule, use.page, use.question)
                checked.refuse("hidden-name", where, found, "", "Rename one of the questions.")
