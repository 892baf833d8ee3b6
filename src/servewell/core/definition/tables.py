"""Decision tables as trees of rules: a table's tree stands in every rule for the table's name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from graphlib import CycleError, TopologicalSorter
from typing import Final

from servewell.core.definition.model import Hit, RuleText, Table, TableRow
from servewell.core.rules import ANY, NULL, NUMBER, Fault, ListOf, RuleError, Scope, Type, nodes
from servewell.core.rules.functions import BUILTINS
from servewell.core.rules.macros import expanded
from servewell.core.rules.nodes import Node
from servewell.core.rules.parse import parse, parse_tests
from servewell.core.rules.reads import names_in
from servewell.core.rules.rule import known_names
from servewell.core.rules.typecheck import Checker
from servewell.core.rules.types import common, fits

POLICIES: Final[Mapping[Hit, nodes.Policy]] = {
    "unique": "U", "first": "F", "any": "A", "collect": "C",
    "sum": "C+", "lowest": "C<", "highest": "C>", "count": "C#",
}  # fmt: skip
KEPT: Final = 64
AT_START: Final = {"start": 0, "end": 0}


@dataclass(frozen=True, slots=True)
class TableFault:
    """A fault of one cell or column of a table, or of the table itself where `at` is None."""

    table: Table
    at: RuleText | None
    fault: Fault


@dataclass(frozen=True, slots=True, eq=False)
class CompiledTables:
    """The type of each table (ANY where it has a fault), the trees of those without, and the faults."""

    types: Mapping[str, Type] = field(default_factory=dict)
    trees: Mapping[str, Node] = field(default_factory=dict)
    faults: tuple[TableFault, ...] = ()


NO_TABLES: Final = CompiledTables()


def compile_tables(tables: tuple[Table, ...], scope: Scope) -> CompiledTables:
    """Return the tables read with the names of a scope; one may use what another gives."""
    return _compiled(tables, tuple(table.line for table in tables), _Names(scope))


class _Names:
    """A scope that can be a cache key."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self._key = tuple(sorted((name, repr(kind)) for name, kind in scope.items()))

    def __hash__(self) -> int:
        return hash(self._key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Names) and self._key == other._key


@lru_cache(maxsize=KEPT)
def _compiled(tables: tuple[Table, ...], lines: tuple[int | None, ...], names: _Names) -> CompiledTables:
    return _Compiler(tables, names.scope).compiled()


class _Compiler:
    def __init__(self, tables: Sequence[Table], scope: Scope) -> None:
        self.tables = {table.name: table for table in tables}
        self.outside = scope
        self.types: dict[str, Type] = dict.fromkeys(self.tables, ANY)
        self.trees: dict[str, Node] = {}
        self.faults: list[TableFault] = []

    def compiled(self) -> CompiledTables:
        read = {name: self._read(table) for name, table in self.tables.items()}
        uses: dict[str, frozenset[str]] = {
            name: frozenset() if tree is None else names_in(tree) & self.tables.keys() for name, tree in read.items()
        }
        for name in self._ordered(uses):
            tree = read[name]
            if tree is not None:
                self._check(self.tables[name], tree)
        return CompiledTables(self.types, self.trees, tuple(self.faults))

    @property
    def scope(self) -> dict[str, Type]:
        return {**self.outside, **self.types}

    def _ordered(self, uses: Mapping[str, frozenset[str]]) -> tuple[str, ...]:
        """Return the tables, each after those it uses; those in a circle are left out with a fault."""
        left = dict(uses)
        while True:
            try:
                return tuple(TopologicalSorter(left).static_order()) if left else ()
            except CycleError as error:
                circle = list(reversed(error.args[1]))
                way = " -> ".join(f"'{name}'" for name in circle)
                fault = Fault("circular-table", 0, 1, f"This table needs itself: {way}.", "", "Break the circle.")
                self.faults.append(TableFault(self.tables[circle[0]], None, fault))
                left = {name: used - set(circle) for name, used in left.items() if name not in circle}

    def _read(self, table: Table) -> nodes.Table | None:
        """Return a table's tree, or None with a fault for each text that cannot be read."""
        before = len(self.faults)
        inputs = [self._parsed(table, column) for column in table.by]
        rows = [self._row(table, row) for row in table.rows]
        if len(self.faults) > before:
            return None
        return nodes.Table(tuple(inputs), tuple(rows), ("",), POLICIES[table.hit], start=0, end=0)

    def _row(self, table: Table, row: TableRow) -> nodes.Row:
        cells = tuple(self._tests(table, cell) for cell in row.cells)
        return nodes.Row(cells, (self._parsed(table, row.gives),), **AT_START)

    def _parsed(self, table: Table, text: RuleText) -> Node:
        try:
            return parse(text.text, known_names(self.scope), BUILTINS)
        except RuleError as error:
            self.faults += [TableFault(table, text, fault) for fault in error.faults]
            return nodes.Literal(None, **AT_START)

    def _tests(self, table: Table, text: RuleText) -> tuple[Node, ...]:
        try:
            return parse_tests(text.text, known_names(self.scope), BUILTINS)
        except RuleError as error:
            self.faults += [TableFault(table, text, fault) for fault in error.faults]
            return ()

    def _check(self, table: Table, tree: nodes.Table) -> None:
        found = list(self._faults(table, tree))
        self.faults += found
        if not found:
            self.types[table.name] = _type(table.hit, _given(self.scope, tree))
            try:
                self.trees[table.name] = expanded(tree, self.trees)
            except RuleError as error:
                self.faults += [TableFault(table, None, fault) for fault in error.faults]

    def _faults(self, table: Table, tree: nodes.Table) -> Iterator[TableFault]:
        for column, node in zip(table.by, tree.inputs, strict=True):
            yield from (TableFault(table, column, fault) for fault in self._checked(node)[1])
        sound = {at for at, node in enumerate(tree.inputs) if not self._checked(node)[1]}
        given: Type = NULL
        for row, tests in zip(table.rows, tree.rows, strict=True):
            for at, (cell, cell_tests) in enumerate(zip(row.cells, tests.tests, strict=True)):
                if cell_tests and at in sound:
                    test = nodes.In(tree.inputs[at], cell_tests, **AT_START)
                    yield from (TableFault(table, cell, fault) for fault in self._checked(test)[1])
            kind, faults = self._checked(tests.outputs[0])
            yield from (TableFault(table, row.gives, fault) for fault in faults)
            yield from self._misfit(table, row, kind, given)
            given = common(given, kind)

    def _misfit(self, table: Table, row: TableRow, kind: Type, given: Type) -> Iterator[TableFault]:
        if table.hit == "sum" and not fits(kind, NUMBER):
            found, expected = f"This row gives {kind.describe()}.", NUMBER.describe()
        elif not (fits(kind, given) or fits(given, kind)):
            found, expected = f"This row gives {kind.describe()}.", f"{given.describe()}, as in the rows before"
        else:
            return
        yield TableFault(table, row.gives, Fault("wrong-type", 0, len(row.gives.text), found, expected))

    def _checked(self, node: Node) -> tuple[Type, tuple[Fault, ...]]:
        checker = Checker({**self.scope, "?": ANY})
        return checker.of(node), tuple(checker.faults)


def _given(scope: Scope, tree: nodes.Table) -> Type:
    kind: Type = NULL
    for row in tree.rows:
        kind = common(kind, Checker(scope).of(row.outputs[0]))
    return kind


def _type(hit: Hit, given: Type) -> Type:
    if hit == "count":
        return NUMBER
    return ListOf(given) if hit == "collect" else given
