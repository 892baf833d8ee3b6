"""From links between pages to the `only if` of each page: who gets there, said as simply as possible."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from servewell.core.definition.importing.booleans import (
    ALWAYS,
    NEVER,
    All,
    Diagrams,
    Node,
    Some,
    Test,
    Tree,
    all_of,
    negated,
    simplified,
    size_of,
    some_of,
)
from servewell.core.definition.importing.notes import Notes
from servewell.core.definition.importing.xgov_conditions import Conditions, NeverTrueError, NotCarriedError
from servewell.core.definition.importing.xgov_expression import ExpressionError
from servewell.core.definition.importing.xgov_form import XLink
from servewell.core.definition.importing.xgov_graph import Graph


@dataclass(slots=True)
class Flow:
    """`only_if` of every page that somebody gets to; `carried` are the names of the conditions that it says."""

    only_if: dict[str, Tree] = field(default_factory=dict)
    carried: set[str] = field(default_factory=set)
    used: set[str] = field(default_factory=set)


def flow_of(graph: Graph, conditions: Conditions, asked_on: Mapping[str, str], notes: Notes) -> Flow:
    """Return who gets to which page. `asked_on` maps questions that conditions may read to their pages."""
    return _Walker(graph, conditions, asked_on, notes).flow()


class _Walker:
    def __init__(self, graph: Graph, conditions: Conditions, asked_on: Mapping[str, str], notes: Notes) -> None:
        self._graph = graph
        self._conditions = conditions
        self._asked_on = asked_on
        self._notes = notes
        self._diagrams = Diagrams(conditions.domains)
        self._found = Flow()
        self._reached: dict[str, Node] = {}
        self._ways: dict[str, list[tuple[Node, Tree]]] = {}
        self._tested: set[str] = set()

    def flow(self) -> Flow:
        """Go through the pages in order; each is complete when its turn comes."""
        graph = self._graph
        pages = self._conditions.form.pages
        self._found.used |= {link.condition for page in pages for link in page.links if link.condition}
        trees = {path: [self._condition(path, link) for link in graph.links[path]] for path in graph.order}
        self._tested = {
            test.question for each in trees.values() for tree in each if tree is not None for test in _tests(tree)
        }
        starts = [path for path in graph.order if path not in graph.beside][:1]
        for path in graph.order:
            if path in graph.beside:
                self._found.only_if[path] = ALWAYS
                continue
            if path in starts:
                self._ways[path] = [(self._diagrams.of(ALWAYS), ALWAYS)]
            self._enter(path, trees[path])
        return self._found

    def _enter(self, path: str, trees: list[Tree | None]) -> None:
        diagrams = self._diagrams
        ways = self._ways.get(path, [])
        reached = diagrams.either(*(node for node, _ in ways))
        if not diagrams.can_be(reached):
            page = self._conditions.form.page(path)
            what = page.raw if page else path
            self._notes.lose(path, what, "no answers lead to it: the conditions before it exclude each other")
            return
        only_if = self._said(reached, some_of(tree for _, tree in ways))
        self._found.only_if[path] = only_if
        self._reached[path] = reached
        for question, page_path in self._asked_on.items():
            if page_path == path and question in self._tested:
                diagrams.learn(question, reached)
        self._leave(path, reached, only_if, trees)

    def _said(self, reached: Node, tree: Tree) -> Tree:
        known = sorted(set(self._found.only_if.values()), key=size_of)
        found = simplified(tree, self._diagrams, known)
        if self._diagrams.cared(self._diagrams.of(found)) != self._diagrams.cared(reached):
            raise AssertionError("a simplified condition says something else")
        return found

    def _leave(self, path: str, reached: Node, only_if: Tree, trees: list[Tree | None]) -> None:
        """Note the ways out: the first link whose condition holds, else the one without a condition."""
        links = self._graph.links[path]
        before: list[Tree] = []
        for link, tree in zip(links, trees, strict=True):
            if link.condition:
                taken = ALWAYS if tree is None else all_of((tree, *before))
                self._add(link.path, reached, only_if, taken)
                if tree is not None:
                    before.append(negated(tree, self._conditions.domains))
        for link in links:
            if not link.condition:
                self._add(link.path, reached, only_if, all_of(before))

    def _add(self, target: str, reached: Node, only_if: Tree, taken: Tree) -> None:
        node = self._diagrams.both(reached, self._diagrams.of(taken))
        self._ways.setdefault(target, []).append((node, all_of((only_if, taken))))

    def _condition(self, path: str, link: XLink) -> Tree | None:
        """Return a link's condition; None when it cannot be said.

        Then everyone is asked the page it leads to, unless that page would stop everyone.
        """
        name = link.condition
        if not name:
            return ALWAYS
        raw = self._conditions.form.conditions.get(name, name)
        try:
            tree = self._conditions.tree(name)
        except NeverTrueError as error:
            self._notes.lose(f"{path}, condition {name}", raw, f"never true in the original: {error}")
            return NEVER
        except (NotCarriedError, ExpressionError) as error:
            target = self._conditions.form.page(link.path)
            if target is not None and not target.raw.get("next") and not target.is_summary:
                self._notes.lose(f"{path}, condition {name}", raw, f"{error}; nobody is stopped by the page it led to")
                return NEVER
            self._notes.lose(f"{path}, condition {name}", raw, f"{error}; everyone is asked the page it led to")
            return None
        self._found.carried.add(name)
        return _restricted(tree, self._asked_on, self._graph.ancestors[path])


def _restricted(tree: Tree, asked_on: Mapping[str, str], ancestors: Collection[str]) -> Tree:
    """Return the tree as it is on a page: what is never asked on the way there is unanswered."""
    if isinstance(tree, Test):
        if asked_on.get(tree.question) in ancestors:
            return tree
        return (
            ALWAYS if tree.kind == "unanswered" or (tree.text.endswith("= null") and "!=" not in tree.text) else NEVER
        )
    parts = tuple(_restricted(part, asked_on, ancestors) for part in tree.parts)
    return all_of(parts) if isinstance(tree, All) else some_of(parts)


def _tests(tree: Tree) -> list[Test]:
    if isinstance(tree, Test):
        return [tree]
    found = tree.parts if isinstance(tree, All | Some) else ()
    return [test for part in found for test in _tests(part)]
