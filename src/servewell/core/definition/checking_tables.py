"""Checks of decision tables: each cell by itself, then whether the rows leave gaps, overlap, or never count."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations

from servewell.core.definition.findings import Checked, words_of
from servewell.core.definition.model import Definition, RuleText, Table
from servewell.core.definition.rule_uses import RuleBook, rule_uses
from servewell.core.definition.scope import scope_of
from servewell.core.definition.table_columns import Column, NotCheckableError, reads_only
from servewell.core.definition.table_cover import Flaw, TooManyCasesError, case_in_words, cases, flaws
from servewell.core.problem import Place
from servewell.core.rules import BudgetError, Value, nodes
from servewell.core.rules.nodes import Node
from servewell.core.rules.operators import equal
from servewell.core.rules.reads import names_in
from servewell.core.rules.typecheck import Checker

FIXES = {
    "gap": "Add a row for it, or a last row with '-' in each column and 'hit: first'.",
    "overlap": "Narrow one of them down, or say with 'hit: first' that the upper one counts.",
    "never": "Change it or remove it.",
}


def check_tables(checked: Checked) -> None:
    """Note what is wrong with the tables of a definition."""
    if not checked.definition.tables:
        return
    book = RuleBook(checked.definition)
    for one in book.tables.faults:
        at, table = one.at, one.table
        where = Place(checked.file, table.line) if at is None else checked.of_rule(at, offset=one.fault.offset)
        checked.refuse(one.fault.code, where, one.fault.found, one.fault.expected, one.fault.fix)
    _check_groups(checked, book.tables.trees)
    for table in checked.definition.tables:
        tree = book.tables.trees.get(table.name)
        if isinstance(tree, nodes.Table):
            try:
                _check_rows(checked, table, tree, book)
            except BudgetError as error:
                where = Place(checked.file, table.line)
                checked.refuse("table-not-checkable", where, f"Table '{table.name}': {error}", "", "Make it simpler.")


def _check_groups(checked: Checked, trees: Mapping[str, Node]) -> None:
    """Note tables used inside a group that asks for a name the table reads: the name would mean something else."""
    for use in rule_uses(checked.definition):
        inner = {question.name for question in use.group.questions} if use.group else set()
        for name in sorted(words_of(use.rule) & trees.keys() - inner) if inner else ():
            for taken in sorted(names_in(trees[name]) & inner):
                found = f"Table '{name}' reads '{taken}', which means another question in the group."
                where = checked.of_rule(use.rule, use.page, use.question)
                checked.refuse("hidden-name", where, found, "", "Rename one of the questions.")


def _check_rows(checked: Checked, table: Table, tree: nodes.Table, book: RuleBook) -> None:
    columns = [_column(checked.definition, node, book) for node in tree.inputs]
    values: list[list[tuple[Value, int]]] = []
    for at, column in enumerate(columns):
        cells = [row.tests[at] for row in tree.rows]
        bounds = _bounds(checked, column, [(row.cells[at], cell) for row, cell in zip(table.rows, cells, strict=True)])
        if bounds is None:
            return
        tests = [column.fits(cell) for cell in cells]
        values.append(
            [
                (value, sum(1 << row for row, holds in enumerate(tests) if holds(value)))
                for value in column.samples(bounds)
            ]
        )
    try:
        found = cases(values, len(table.rows))
    except TooManyCasesError:
        said = f"Table '{table.name}' has more cases than can be checked for gaps and overlaps."
        fix = "Split it into tables with fewer columns."
        checked.refuse("table-not-checkable", Place(checked.file, table.line), said, "", fix)
        return
    clashes = _clashes(table, tree, columns[0])
    may_lack = table.hit in ("collect", "count")
    for flaw in flaws(found, len(table.rows), may_lack=may_lack, is_first=table.hit == "first", clashes=clashes):
        _refuse(checked, table, flaw)


def _bounds(checked: Checked, column: Column, cells: list[tuple[RuleText, tuple[Node, ...]]]) -> list[object] | None:
    """Return the values that the cells of a column name; None with a fault for each that cannot be checked."""
    bounds: list[object] = []
    is_sound = True
    for text, cell in cells:
        try:
            bounds += column.bounds(cell)
        except NotCheckableError as error:
            is_sound = False
            checked.refuse("table-not-checkable", checked.of_rule(text), error.found, "", error.fix)
    return bounds if is_sound else None


def _column(definition: Definition, node: Node, book: RuleBook) -> Column:
    scope = scope_of(definition)
    constants = {name: _plain(value) for name, value in definition.values.items()}
    name = node.name if isinstance(node, nodes.Name) else ""
    question = next((one for page in definition.pages for one in page.questions if one.name == name), None)
    rules = [book.compiled(must.rule.text, scope) for must in question.must] if question else []
    known = frozenset({name, *constants})
    must = tuple(rule for rule in rules if rule is not None and reads_only(rule, known))
    return Column(Checker(scope).of(node), question, constants, must)


def _clashes(table: Table, tree: nodes.Table, column: Column) -> frozenset[tuple[int, int]]:
    """Return the pairs of rows that may not fit together."""
    pairs = combinations(range(len(table.rows)), 2)
    if table.hit == "unique":
        return frozenset(pairs)
    if table.hit != "any":
        return frozenset()
    given = [row.outputs[0] for row in tree.rows]
    return frozenset(
        (one, other)
        for one, other in pairs
        if table.rows[one].gives != table.rows[other].gives and not _give_same(given[one], given[other], column)
    )


def _give_same(one: Node, other: Node, column: Column) -> bool:
    is_constant = (names_in(one) | names_in(other)) <= column.constants.keys()
    return is_constant and equal(column.constant(one), column.constant(other)) is True


def _refuse(checked: Checked, table: Table, flaw: Flaw) -> None:
    names = [" ".join(column.text.split()) for column in table.by]
    case = "" if flaw.example is None else case_in_words(names, flaw.example)
    where = Place(
        checked.file, table.rows[flaw.rows[-1 if flaw.kind == "overlap" else 0]].line if flaw.rows else table.line
    )
    if flaw.kind == "gap":
        code, found = "table-gap", f"Table '{table.name}' has no row for {case}."
    elif flaw.kind == "overlap":
        one, other = (row + 1 for row in flaw.rows)
        code, found = "table-overlap", f"Rows {one} and {other} of table '{table.name}' both fit {case}."
    else:
        code, found = "row-never-counts", f"Row {flaw.rows[0] + 1} of table '{table.name}' never counts"
        found += (
            f": where it fits, so does a row above it. Row {flaw.rows[1] + 1} counts for {case}."
            if case
            else ": no answers fit it."
        )
    checked.refuse(code, where, found, "", FIXES[flaw.kind])


def _plain(value: object) -> Value:
    return [_plain(item) for item in value] if isinstance(value, tuple) else value  # type: ignore[return-value]
