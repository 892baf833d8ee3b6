"""Conditions as trees of tests on answers, made as simple as they can be without changing what they say.

Equality is decided exactly with reduced ordered binary decision diagrams (Bryant 1986), under what is known:
a question has an answer only where its page is reached, and one answer excludes another.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final, Literal, TypeAlias


@dataclass(frozen=True, slots=True)
class Test:
    """One test on one answered question: `is` one of `keys`, `contains`, `lacks`, a free `rule`, or `unanswered`.

    A rule's `text` and its `opposite` are FEEL; both are not true while the question is unanswered.
    """

    question: str
    kind: Literal["is", "contains", "lacks", "rule", "unanswered"]
    keys: tuple[str, ...] = ()
    text: str = ""
    opposite: str = ""


@dataclass(frozen=True, slots=True)
class All:
    """True when all parts are; without parts: always."""

    parts: tuple[Tree, ...] = ()


@dataclass(frozen=True, slots=True)
class Some:
    """True when some part is; without parts: never."""

    parts: tuple[Tree, ...] = ()


Tree: TypeAlias = "Test | All | Some"
ALWAYS: Final = All()
NEVER: Final = Some()


def all_of(parts: Iterable[Tree]) -> Tree:
    """Return the conjunction, flattened."""
    flat: dict[Tree, None] = {}
    for part in parts:
        if part == NEVER:
            return NEVER
        flat |= dict.fromkeys(part.parts if isinstance(part, All) else (part,))
    return next(iter(flat)) if len(flat) == 1 else All(tuple(flat))


def some_of(parts: Iterable[Tree]) -> Tree:
    """Return the disjunction, flattened; tests of one question for several choices become one test."""
    flat: dict[Tree, None] = {}
    for part in parts:
        if part == ALWAYS:
            return ALWAYS
        flat |= dict.fromkeys(part.parts if isinstance(part, Some) else (part,))
    merged: dict[Tree, None] = {}
    for part in flat:
        merged |= {part: None}
        if isinstance(part, Test) and part.kind == "is":
            twin = next((t for t in merged if _may_merge(t, part)), None)
            if isinstance(twin, Test):
                keys = tuple(dict.fromkeys((*twin.keys, *part.keys)))
                joined = Test(part.question, "is", keys)
                merged.pop(part)
                merged = {joined if one == twin else one: None for one in merged}
    return next(iter(merged)) if len(merged) == 1 else Some(tuple(merged))


def _may_merge(tree: Tree, part: Test) -> bool:
    return isinstance(tree, Test) and tree != part and tree.kind == "is" and tree.question == part.question


@dataclass(frozen=True, slots=True)
class Domain:
    """What is known of a question: its choices (none: unknown), if several can hold, if it must be answered."""

    choices: tuple[str, ...] = ()
    is_multiple: bool = False
    is_required: bool = True


def negated(tree: Tree, domains: Mapping[str, Domain]) -> Tree:
    """Return what is true exactly when the tree is not true; an unanswered question counts as not true."""
    if isinstance(tree, All):
        return some_of(negated(part, domains) for part in tree.parts)
    if isinstance(tree, Some):
        return all_of(negated(part, domains) for part in tree.parts)
    unanswered = Test(tree.question, "unanswered")
    if tree.kind == "unanswered":
        return Test(tree.question, "rule", (), f"{tree.question} != null", f"{tree.question} = null")
    if tree.kind == "is":
        others = tuple(key for key in domains[tree.question].choices if key not in tree.keys)
        return some_of((Test(tree.question, "is", others), unanswered) if others else (unanswered,))
    if tree.kind == "rule":
        return some_of((Test(tree.question, "rule", (), tree.opposite, tree.text), unanswered))
    other: Literal["contains", "lacks"] = "lacks" if tree.kind == "contains" else "contains"
    return some_of((Test(tree.question, other, tree.keys), unanswered))


def tests_in(tree: Tree) -> Iterable[Test]:
    """Yield every test of a tree."""
    if isinstance(tree, Test):
        yield tree
    else:
        for part in tree.parts:
            yield from tests_in(part)


Node: TypeAlias = int
_FALSE: Final[Node] = 0
_TRUE: Final[Node] = 1


@dataclass(slots=True)
class Diagrams:
    """Decision diagrams over tests. Two trees say the same under `care` exactly when their diagrams are equal."""

    domains: Mapping[str, Domain]
    care: Node = _TRUE
    _nodes: list[tuple[int, Node, Node]] = field(default_factory=lambda: [(1 << 30, 0, 0), (1 << 30, 1, 1)])
    _unique: dict[tuple[int, Node, Node], Node] = field(default_factory=dict)
    _memo: dict[tuple[Node, Node, Node], Node] = field(default_factory=dict)
    _variables: dict[tuple[str, str], int] = field(default_factory=dict)

    def of(self, tree: Tree) -> Node:
        """Return the diagram of a tree."""
        if isinstance(tree, Test):
            return self._of_test(tree)
        if isinstance(tree, All):
            return self.both(*(self.of(part) for part in tree.parts))
        return self.either(*(self.of(part) for part in tree.parts))

    def both(self, *nodes: Node) -> Node:
        """Return the conjunction."""
        found = _TRUE
        for node in nodes:
            found = self._ite(found, node, _FALSE)
        return found

    def either(self, *nodes: Node) -> Node:
        """Return the disjunction."""
        found = _FALSE
        for node in nodes:
            found = self._ite(found, _TRUE, node)
        return found

    def opposite(self, node: Node) -> Node:
        """Return the negation."""
        return self._ite(node, _FALSE, _TRUE)

    def cared(self, node: Node) -> Node:
        """Return what the diagram says where it matters."""
        return self.both(self.care, node)

    def can_be(self, node: Node) -> bool:
        """Tell whether it can be true at all."""
        return self.cared(node) != _FALSE

    def learn(self, question: str, reached: Node) -> None:
        """Note what holds of a question asked on a page with this diagram."""
        domain = self.domains[question]
        answered = self._variable(question, "")
        self.care = self.both(self.care, self._implies(answered, reached))
        if domain.is_required:
            self.care = self.both(self.care, self._implies(reached, answered))
        options = [self._variable(question, f"={key}") for key in domain.choices]
        if options:
            self.care = self.both(self.care, self._implies(answered, self.either(*options)))
        if not domain.is_multiple:
            for index, one in enumerate(options):
                for other in options[:index]:
                    self.care = self.both(self.care, self.opposite(self.both(one, other)))

    def _of_test(self, test: Test) -> Node:
        answered = self._variable(test.question, "")
        if test.kind == "unanswered":
            return self.opposite(answered)
        if test.kind == "rule":
            first = min(test.text, test.opposite)
            node = self._variable(test.question, first)
            if test.text == f"{test.question} != null":
                return answered
            return self.both(answered, node if test.text == first else self.opposite(node))
        found = self.either(*(self._variable(test.question, f"={key}") for key in test.keys))
        return self.both(answered, self.opposite(found) if test.kind == "lacks" else found)

    def _implies(self, one: Node, other: Node) -> Node:
        return self._ite(one, other, _TRUE)

    def _variable(self, question: str, what: str) -> Node:
        level = self._variables.setdefault((question, what), len(self._variables))
        return self._make(level, _FALSE, _TRUE)

    def _make(self, level: int, low: Node, high: Node) -> Node:
        if low == high:
            return low
        key = (level, low, high)
        if key not in self._unique:
            self._unique[key] = len(self._nodes)
            self._nodes.append(key)
        return self._unique[key]

    def _ite(self, test: Node, then: Node, other: Node) -> Node:
        if test == _TRUE or then == other:
            return then
        if test == _FALSE:
            return other
        if then == _TRUE and other == _FALSE:
            return test
        key = (test, then, other)
        if key not in self._memo:
            level = min(self._nodes[node][0] for node in key)
            low = self._ite(*(self._branch(node, level, 1) for node in key))
            high = self._ite(*(self._branch(node, level, 2) for node in key))
            self._memo[key] = self._make(level, low, high)
        return self._memo[key]

    def _branch(self, node: Node, level: int, side: int) -> Node:
        found = self._nodes[node]
        return found[side] if found[0] == level else node


def simplified(tree: Tree, diagrams: Diagrams, known: Iterable[Tree] = ()) -> Tree:
    """Return the shortest tree found that says the same; `known` are trees already in use, tried first."""
    goal = diagrams.cared(diagrams.of(tree))
    for candidate in (ALWAYS, NEVER, *known):
        if diagrams.cared(diagrams.of(candidate)) == goal:
            tree = candidate if size_of(candidate) <= size_of(tree) else tree
    while True:
        shorter = next((one for one in _shorter(tree) if diagrams.cared(diagrams.of(one)) == goal), None)
        if shorter is None:
            return tree
        tree = shorter


def size_of(tree: Tree) -> int:
    """Return the number of tests."""
    return sum(1 for _ in tests_in(tree))


def _shorter(tree: Tree) -> Iterable[Tree]:
    """Yield the tree with one part left out, largest parts first, then with one part made shorter."""
    if isinstance(tree, Test):
        return
    join = all_of if isinstance(tree, All) else some_of
    by_size = sorted(range(len(tree.parts)), key=lambda index: -size_of(tree.parts[index]))
    for index in by_size:
        yield join(part for at, part in enumerate(tree.parts) if at != index)
    for index, part in enumerate(tree.parts):
        for one in _shorter(part):
            yield join(one if at == index else other for at, other in enumerate(tree.parts))


def feel(tree: Tree, booleans: frozenset[str] = frozenset()) -> str:
    """Return the tree as FEEL; `booleans` are the questions answered by yes or no."""
    if isinstance(tree, Test):
        return _feel_test(tree, booleans)
    if not tree.parts:
        return "true" if isinstance(tree, All) else "false"
    if isinstance(tree, Some):
        return " or ".join(feel(part, booleans) for part in tree.parts)
    return " and ".join(
        f"({feel(part, booleans)})" if isinstance(part, Some) else feel(part, booleans) for part in tree.parts
    )


def _feel_test(test: Test, booleans: frozenset[str]) -> str:
    if test.kind == "unanswered":
        return f"{test.question} = null"
    if test.kind == "rule":
        return test.text
    if test.kind == "is" and test.question in booleans:
        if len(test.keys) == 2:
            return f"{test.question} != null"
        return test.question if test.keys == ("true",) else f"not({test.question})"
    quoted = [quote(key) for key in test.keys]
    if test.kind == "is":
        return f"{test.question} = {quoted[0]}" if len(quoted) == 1 else f"{test.question} in ({', '.join(quoted)})"
    contains = " or ".join(f"list contains({test.question}, {key})" for key in quoted)
    if test.kind == "lacks":
        return f"not({contains})"
    return f"({contains})" if len(quoted) > 1 else contains


def quote(text: str) -> str:
    """Return a text as a FEEL string."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'
