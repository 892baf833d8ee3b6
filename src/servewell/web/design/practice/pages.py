"""The pages and the feed of a commons: plain files, no script, nothing asked of the network."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final
from xml.etree import ElementTree

from servewell.core.practice import Practice, Standing
from servewell.core.practice.index import Entry, Index
from servewell.web.design.insight.drawing import printable
from servewell.web.design.insight.words import Words, words_of
from servewell.web.design.one_file import page_environment, style_sheet
from servewell.web.design.practice.view import practice_view

_ATOM: Final = "http://www.w3.org/2005/Atom"
_UNPRINTABLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Line:
    """One practice in the list of a commons."""

    title: str
    link: str
    offered: str


def commons_files(index: Index, practices: Mapping[str, tuple[Practice, Standing]], language: str) -> dict[str, str]:
    """Return the pages and the feed by their path; `practices` by the path of their page without its ending."""
    words = words_of(language)
    files = {"index.html": _list_page(index, words), "feed.xml": atom_feed(index)}
    for path, (practice, standing) in practices.items():
        files[f"{path}.html"] = practice_html(practice, standing, language=language, back="../../index.html")
    return files


def practice_html(practice: Practice, standing: Standing, *, language: str = "en", back: str = "") -> str:
    """Return a practice as one HTML document."""
    words = words_of(language)
    view = practice_view(practice, standing, words)
    return _rendered("practice", words, title=view.title, view=view, back=back)


def _list_page(index: Index, words: Words) -> str:
    numbers = {"date": words.date(index.updated_on.isoformat()), "keeper": index.keeper}
    return _rendered(
        "commons",
        words,
        title=index.title,
        kept=words.gettext("Kept by %(keeper)s. Last change: %(date)s.") % numbers,
        lines=tuple(_lines(index, words)),
        agencies=tuple(sorted(index.agencies.items())),
    )


def _lines(index: Index, words: Words) -> Iterator[Line]:
    for one in index.entries:
        numbers = {
            "agency": one.agency,
            "edition": words.number(one.number),
            "date": words.date(one.offered_on.isoformat()),
        }
        said = words.gettext("Offered by %(agency)s. Edition %(edition)s, %(date)s.") % numbers
        yield Line(one.title, f"practices/{one.agency}/{one.name}.html", said)


def _rendered(template: str, words: Words, **values: object) -> str:
    html = page_environment(words.language).get_template(f"design/practice/{template}.html").render(
        lang=words.language, dir=words.direction, style=style_sheet(), **values
    )  # fmt: skip
    return _UNPRINTABLE.sub("\ufffd", html)


def atom_feed(index: Index) -> str:
    """Return the newest editions as an Atom feed (RFC 4287). Links are relative, ids are tags made of short names."""
    ElementTree.register_namespace("", _ATOM)
    feed = ElementTree.Element(f"{{{_ATOM}}}feed")
    _add(feed, "title", index.title)
    _add(feed, "id", f"urn:servewell:commons:{index.keeper}")
    _add(feed, "updated", f"{index.updated_on.isoformat()}T00:00:00Z")
    _add(_add(feed, "author", ""), "name", index.keeper)
    for one in sorted(index.entries, key=lambda entry: (entry.offered_on, entry.agency, entry.name), reverse=True):
        _entry(feed, one)
    ElementTree.indent(feed)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ElementTree.tostring(feed, encoding="unicode") + "\n"


def _entry(feed: ElementTree.Element, one: Entry) -> None:
    entry = _add(feed, "entry", "")
    _add(entry, "title", one.title)
    _add(entry, "id", f"urn:servewell:practice:{one.agency}:{one.name}:{one.number}")
    _add(entry, "updated", f"{one.offered_on.isoformat()}T00:00:00Z")
    _add(_add(entry, "author", ""), "name", one.agency)
    link = ElementTree.SubElement(entry, f"{{{_ATOM}}}link")
    link.set("href", f"practices/{one.agency}/{one.name}.html")


def _add(parent: ElementTree.Element, name: str, text: str) -> ElementTree.Element:
    child = ElementTree.SubElement(parent, f"{{{_ATOM}}}{name}")
    child.text = printable(text) or None
    return child
