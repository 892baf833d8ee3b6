"""Checks of rules: each by itself, then what reads what, then whether every page can be reached."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter

from servewell.core.definition.findings import Checked, words_of
from servewell.core.definition.model import Definition, Page, Question
from servewell.core.definition.rule_uses import RuleBook, RuleUse, rule_uses
from servewell.core.problem import Place
from servewell.core.rules import Rule, Value, can_be_true

MOST_CIRCLES = 20
MOST_ENDS = 8  # beyond, reachability is left to the rehearsal
DECIDING = ("criterion", "only if", "page")  # rules that decide whether something is asked or known


def check_rules(checked: Checked) -> None:
    """Note what is wrong with the rules of a definition."""
    book = RuleBook(checked.definition)
    uses = tuple(rule_uses(checked.definition))
    names: list[frozenset[str]] = []
    for use in uses:
        faults = book.faults(use)
        for fault in faults:
            where = checked.of_rule(use.rule, use.page, use.question, fault.offset)
            checked.refuse(fault.code, where, fault.found, fault.expected, fault.fix)
        rule = None if faults else book.compiled(use.rule.text, use.scope)
        names.append(words_of(use.rule) & frozenset(use.scope) if rule is None else rule.names)
    graph = _graph(checked.definition, uses, names)
    cyclic = _check_cycles(checked, graph, uses)
    _check_forward(checked, uses, names, cyclic)
    _check_reachable(checked, uses, book)


@dataclass(frozen=True, slots=True)
class _Order:
    """Where questions stand: position in the file and the page's index, by path."""

    position: Mapping[str, int]
    page: Mapping[str, int]


def _order(definition: Definition) -> _Order:
    pages = {page.id: index for index, page in enumerate(definition.pages)}
    position: dict[str, int] = {}
    page_of: dict[str, int] = {}
    for index, (path, _, page) in enumerate(definition.questions()):
        position[path] = index
        page_of[path] = pages[page.id]
    return _Order(position, page_of)


def _resolved(use: RuleUse, names: frozenset[str]) -> Iterator[str]:
    """Yield what the names stand for: inside a group its own questions come first."""
    inner = {question.name for question in use.group.questions} if use.group else set()
    for name in sorted(names):
        yield f"{use.group.name}.{name}" if use.group and name in inner else name


def _graph(definition: Definition, uses: Sequence[RuleUse], names: Sequence[frozenset[str]]) -> dict[str, set[str]]:
    """Return which names must be known before a name can be: through `only if` and criteria."""
    graph: dict[str, set[str]] = {}
    for path, _, page in definition.questions():
        graph[path] = {f"page {page.id}"} | ({path.partition(".")[0]} if "." in path else set())
    for use, used in zip(uses, names, strict=True):
        if use.role in DECIDING:
            graph.setdefault(_node(use), set()).update(_resolved(use, used))
    return graph


def _check_cycles(checked: Checked, graph: Mapping[str, set[str]], uses: Sequence[RuleUse]) -> frozenset[str]:
    """Note each circle once, at its first rule in the file; return everything that is part of one."""
    first = {_node(use): use for use in reversed(uses) if use.role in DECIDING}
    place = {node: index for index, node in enumerate(_node(use) for use in uses)}
    left = {node: set(after) for node, after in graph.items()}
    cyclic: set[str] = set()
    for _ in range(MOST_CIRCLES):
        circle = _circle(left)
        start = min((node for node in circle if node in first), key=place.__getitem__, default=None)
        if start is None:
            break
        at = circle.index(start)
        way = " -> ".join(f"'{one.removeprefix('page ')}'" for one in (*circle[at:], *circle[:at], start))
        found = f"This waits for itself: {way}. It would never be known."
        checked.refuse(
            "circular-only-if", _place_of_use(checked, first[start]), found, "", "Let one not depend on the next."
        )
        cyclic.update(circle)
        for node in circle:
            left[node] -= set(circle)
    return frozenset(cyclic)


def _node(use: RuleUse) -> str:
    """Return what a rule decides about, as a node of the graph."""
    return f"page {use.owner}" if use.role == "page" else use.owner


def _circle(graph: Mapping[str, set[str]]) -> tuple[str, ...]:
    """Return nodes of which each waits for the next and the last for the first, or ()."""
    try:
        TopologicalSorter({node: sorted(after) for node, after in graph.items()}).prepare()
    except CycleError as error:
        return tuple(reversed(error.args[1][1:]))
    return ()


def _place_of_use(checked: Checked, use: RuleUse) -> Place:
    return checked.of_rule(use.rule, use.page, use.question)


def _check_forward(
    checked: Checked, uses: Sequence[RuleUse], names: Sequence[frozenset[str]], cyclic: frozenset[str]
) -> None:
    """Note rules that read what is asked later. A criterion reads what its own rule reads."""
    order = _order(checked.definition)
    pages = {page.id: index for index, page in enumerate(checked.definition.pages)}
    reads = _reads_of_criteria(uses, names)
    for use, used in zip(uses, names, strict=True):
        if use.page is None or _node(use) in cyclic:
            continue
        for name in _resolved(use, used):
            for path in sorted(reads.get(name, {name})):
                if path in order.position and _is_later(use, path, order, pages[use.page.id]):
                    through = f" (through the criterion '{name}')" if path != name else ""
                    found = f"This reads '{path}'{through}, which is asked later, so it is never known here."
                    fix = "Move the question up, or this down."
                    checked.refuse("forward-reference", _place_of_use(checked, use), found, "", fix)


def _is_later(use: RuleUse, path: str, order: _Order, page: int) -> bool:
    if use.role == "page":
        return order.page[path] >= page
    if use.role == "must":
        return order.page[path] > page
    return order.position[path] >= order.position[use.owner]


def _reads_of_criteria(uses: Sequence[RuleUse], names: Sequence[frozenset[str]]) -> dict[str, frozenset[str]]:
    """Return the questions each criterion reads, through other criteria as well."""
    direct = {use.owner: used for use, used in zip(uses, names, strict=True) if use.role == "criterion"}
    reads: dict[str, frozenset[str]] = {}
    for criterion in direct:
        seen: set[str] = set()
        queue = [criterion]
        for name in queue:
            for read in direct.get(name, frozenset()) - seen:
                seen.add(read)
                queue.append(read)
        reads[criterion] = frozenset(seen - set(direct))
    return reads


def _check_reachable(checked: Checked, uses: Sequence[RuleUse], book: RuleBook) -> None:
    """Note pages whose `only if`, with the end pages before them, can never be true."""
    definition = checked.definition
    domains = _domains(definition)
    conditions = {use.owner: use for use in uses if use.role == "page" and not book.faults(use)}
    ends: list[str] = []
    for page in definition.pages:
        use = conditions.get(page.id)
        own = [f"({use.rule.text})"] if use is not None else []
        if own or ends:
            text = " and ".join([*own, *(f"not(({end}) = true)" for end in ends)])
            scope = use.scope if use is not None else next(iter(conditions.values())).scope
            rule = book.compiled(text, scope)
            if rule is not None and _never(rule, domains):
                _refuse_unreachable(checked, page, use)
        if page.is_end and use is not None and len(ends) < MOST_ENDS:
            ends.append(use.rule.text)


def _never(rule: Rule, domains: Mapping[str, Sequence[Value]]) -> bool:
    return can_be_true(rule, domains) is False


def _refuse_unreachable(checked: Checked, page: Page, use: RuleUse | None) -> None:
    if use is None:
        found = "Nobody gets here: the end pages before stop everyone."
        checked.refuse("unreachable-page", checked.of_page(page), found, "", "Change the 'only if' of an end page.")
        return
    found = "Nobody gets here: with the end pages before, this 'only if' is never true."
    checked.refuse("unreachable-page", _place_of_use(checked, use), found, "", "Change the rule, or remove the page.")


def _domains(definition: Definition) -> dict[str, Sequence[Value]]:
    """Return all values that a name can have, where they are few; null where one can get by without an answer."""
    domains: dict[str, Sequence[Value]] = {}
    for page in definition.pages:
        for question in page.questions:
            values = _answers_of(question)
            if values:
                is_certain = not question.optional and question.only_if is None and page.only_if is None
                domains[question.name] = values if is_certain else (*values, None)
    for criterion in definition.criteria:
        domains[criterion.name] = (True, False, None)
    for name, value in definition.values.items():
        domains[name] = (_plain(value),)
    return domains


def _answers_of(question: Question) -> Sequence[Value]:
    if question.type in ("yes or no", "declaration"):
        return (True, False)
    return question.choices if question.type == "choice" else ()


def _plain(value: object) -> Value:
    return [_plain(item) for item in value] if isinstance(value, tuple) else value  # type: ignore[return-value]
