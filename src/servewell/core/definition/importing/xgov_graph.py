"""The graph of a form's pages put into one file order: every page after all that can lead to it.

Runner semantics (PageControllerBase.getNextPage): the first link whose condition holds is taken, else the last
link without a condition; links to pages that do not exist are skipped.
"""

from __future__ import annotations

import heapq
from collections.abc import Mapping
from dataclasses import dataclass

from servewell.core.definition.importing.notes import Notes
from servewell.core.definition.importing.xgov_form import XForm, XLink, XPage


@dataclass(frozen=True, slots=True)
class Graph:
    """Pages that become pages, in order. `links` hold only ways forward; `beside` are start pages off the way."""

    order: tuple[str, ...]
    links: Mapping[str, tuple[XLink, ...]]
    ancestors: Mapping[str, frozenset[str]]  # the page itself included
    beside: frozenset[str]


def graph_of(form: XForm, notes: Notes) -> Graph:
    """Return the order of the pages that can be reached; note those that cannot, and ways that lead back."""
    pages = {page.path: page for page in form.pages}
    links = {path: _links(page, pages, notes) for path, page in pages.items()}
    reached = _discovered(form.start, links)
    links = _forward(form, reached, links, notes)
    beside_before, beside_after = _beside(form, reached, links)
    order = _sorted(reached, links)
    for path, anchor in beside_after:
        order.insert(order.index(anchor) + 1 if anchor in order else len(order), path)
    order = [*beside_before, *order]
    beside = frozenset((*beside_before, *(path for path, _ in beside_after)))
    for path in beside:
        why = "a start page beside the way; it is now on the way, because our journeys have one start"
        notes.approximate(path, pages[path].title or path, why)
    for path, page in pages.items():
        if path not in reached and path not in beside and not page.is_summary:
            notes.lose(path, page.raw, "no page that can be reached leads to it")
    kept = [path for path in order if not pages[path].is_summary]
    forward = {path: links[path] for path in kept}
    return Graph(tuple(kept), forward, _ancestors(order, links, beside), beside)


def _links(page: XPage, pages: Mapping[str, XPage], notes: Notes) -> tuple[XLink, ...]:
    found: list[XLink] = []
    for link in page.links:
        if link.path not in pages:
            what = {"path": link.path, "condition": link.condition}
            notes.lose(page.path, what, "the page it leads to does not exist, so the original never took it")
        else:
            found.append(link)
    plain = [link for link in found if not link.condition]
    for link in plain[:-1]:
        notes.lose(page.path, {"path": link.path}, "the original only took the last link without a condition")
        found.remove(link)
    return tuple(found)


def _discovered(start: str, links: Mapping[str, tuple[XLink, ...]]) -> dict[str, int]:
    """Return the pages that can be reached from the start, with the order of their discovery."""
    found = {start: 0}
    queue = [start]
    for path in queue:
        for link in links[path]:
            if link.path not in found:
                found[link.path] = len(found)
                queue.append(link.path)
    return found


def _forward(
    form: XForm, reached: Mapping[str, int], links: Mapping[str, tuple[XLink, ...]], notes: Notes
) -> dict[str, tuple[XLink, ...]]:
    """Return the links without those that lead back to a page on the way to them."""
    back: set[tuple[str, int]] = set()
    state: dict[str, int] = {}
    stack: list[tuple[str, int]] = [(form.start, 0)]
    while stack:
        path, index = stack.pop()
        state[path] = 1
        if index == len(links[path]):
            state[path] = 2
            continue
        stack.append((path, index + 1))
        target = links[path][index].path
        if state.get(target) == 1:
            back.add((path, index))
        elif target not in state:
            stack.append((target, 0))
    kept = dict(links)
    for path in reached:
        ways = tuple(link for index, link in enumerate(links[path]) if (path, index) not in back)
        for index, link in enumerate(links[path]):
            if (path, index) in back:
                what = {"path": link.path, "condition": link.condition}
                notes.lose(path, what, "it leads back to an earlier page; our journeys only go forward")
        lacks_default = len(ways) < len(links[path]) and ways and all(link.condition for link in ways)
        kept[path] = (*ways, XLink(ways[0].path)) if lacks_default else ways
    return kept


def _beside(
    form: XForm, reached: Mapping[str, int], links: Mapping[str, tuple[XLink, ...]]
) -> tuple[list[str], list[tuple[str, str]]]:
    """Return start pages off the way that only inform: those that come first, and (path, after which page)."""
    before: list[str] = []
    after: list[tuple[str, str]] = []
    for page in form.pages:
        only_informs = all(component.content or component.type == "List" for component in page.components)
        leads_in = any(link.path in reached for link in links[page.path])
        if page.path in reached or not page.is_start or not only_informs or not leads_in:
            continue
        slug = page.path.strip("/")
        anchors = [path for path in reached if slug and f"/{slug}" in str(_navigation(form.page(path)))]
        if anchors:
            after.append((page.path, max(anchors, key=lambda path: reached[path])))
        else:
            before.append(page.path)
    return before, after


def _navigation(page: XPage | None) -> object:
    return page.raw.get("startPageNavigation") if page is not None else None


def _sorted(reached: Mapping[str, int], links: Mapping[str, tuple[XLink, ...]]) -> list[str]:
    """Return the pages in topological order, early discovered ones first."""
    waiting = dict.fromkeys(reached, 0)
    for path in reached:
        for target in {link.path for link in links[path]}:
            waiting[target] += 1
    ready = [(reached[path], path) for path, count in waiting.items() if count == 0]
    order: list[str] = []
    while ready:
        _, path = heapq.heappop(ready)
        order.append(path)
        for target in {link.path for link in links[path]}:
            waiting[target] -= 1
            if waiting[target] == 0:
                heapq.heappush(ready, (reached[target], target))
    return order


def _ancestors(
    order: list[str], links: Mapping[str, tuple[XLink, ...]], beside: frozenset[str]
) -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {path: frozenset((path,)) for path in order}
    for path in order:
        if path not in beside:
            for link in links[path]:
                found[link.path] |= found[path]
    return found
