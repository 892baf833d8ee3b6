"""The format of XGov's digital form builder, read tolerantly into values.

Source: XGovFormBuilder/digital-form-builder, model/src/schema/schema.ts and model/src/data-model/types.ts
(version 2, with version 1's lists inside components), and what the forks of it add: FreeTextField,
MultiInputField, ClientSideFileUploadField.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from servewell.core.definition.importing.phrases import phrase
from servewell.core.problem import Place, Problem, ProblemError

JsonObject = Mapping[str, object]

_WELSH_TEXT: Final = """
yn yr eich chi y ydych mae gyfer o i ac ar wedi hwn byddwn sydd fydd oes gan am neu a'r o'r i'r sefydliad cais
"""
_WELSH: Final = frozenset(_WELSH_TEXT.split())
_ENGLISH: Final = frozenset(
    [
        "the",
        "of",
        "your",
        "you",
        "to",
        "and",
        "for",
        "is",
        "are",
        "in",
        "that",
        "this",
        "will",
        "have",
        "or",
        "with",
        "on",
        "by",
        "do",
        "what",
    ]
)


@dataclass(frozen=True, slots=True)
class XItem:
    """One entry of a list."""

    value: str
    text: str
    description: str = ""
    condition: str = ""
    components: tuple[XComponent, ...] = ()


@dataclass(frozen=True, slots=True)
class XComponent:
    """One thing on a page: a field or content. `items` are those of its list."""

    type: str
    name: str
    title: str = ""
    hint: str = ""
    content: str = ""
    options: JsonObject = field(default_factory=dict)
    schema: JsonObject = field(default_factory=dict)
    items: tuple[XItem, ...] = ()
    children: tuple[XComponent, ...] = ()
    list_name: str = ""

    @property
    def is_required(self) -> bool:
        """Tell whether it must be answered."""
        return self.options.get("required") is not False and self.options.get("minimumRequiredFiles") != 0


@dataclass(frozen=True, slots=True)
class XLink:
    """A way from one page to the next."""

    path: str
    condition: str = ""
    redirect: str = ""


@dataclass(frozen=True, slots=True)
class XPage:
    """One page. `controller` without path and ending: 'start', 'summary', 'RepeatingFieldPageController'."""

    path: str
    title: str
    components: tuple[XComponent, ...]
    links: tuple[XLink, ...]
    section: str = ""
    controller: str = ""
    raw: JsonObject = field(default_factory=dict)

    @property
    def is_start(self) -> bool:
        """Tell whether it is made to be entered from outside."""
        return "start" in self.controller.lower() and "startdate" not in self.controller.lower()

    @property
    def is_summary(self) -> bool:
        """Tell whether it is the runner's own page for checking answers, which we have built in."""
        name = self.controller.lower()
        return ("summary" in name and "repeating" not in name and "mini" not in name) or "confirm" in name


@dataclass(frozen=True, slots=True)
class XForm:
    """One form."""

    name: str
    start: str
    pages: tuple[XPage, ...]
    sections: Mapping[str, str]
    conditions: Mapping[str, JsonObject]
    language: str
    declaration: str
    raw: JsonObject

    def page(self, path: str) -> XPage | None:
        """Return the page at a path, or None."""
        return next((page for page in self.pages if page.path == path), None)


def read_form(value: object, *, file: str) -> XForm:
    """Return the form. Raises ProblemError when the JSON is not a form of this kind."""
    if not isinstance(value, Mapping) or not _objects(value.get("pages")):
        found = "This JSON is not a form: it has no list 'pages' of objects."
        raise ProblemError(Problem("not-a-form", Place(file), found, "a form of XGov's digital form builder"))
    language = _language(value, file)
    reader = _Reader(value, language)
    pages = {page.path: page for page in map(reader.page, _objects(value.get("pages"))) if page.path}
    if not pages:
        found = "No page of this form has a 'path'."
        raise ProblemError(Problem("not-a-form", Place(file), found, "pages with 'path', 'components' and 'next'"))
    pages = _with_redirects(pages, language)
    start = str(value.get("startPage") or "")
    if start not in pages:
        start = next((page.path for page in pages.values() if page.is_start), next(iter(pages)))
    return XForm(
        name=reader.text(value.get("name")),
        start=start,
        pages=tuple(pages.values()),
        sections={str(one.get("name")): reader.text(one.get("title")) for one in _objects(value.get("sections"))},
        conditions={str(one.get("name")): one for one in _objects(value.get("conditions"))},
        language=language,
        declaration=reader.text(value.get("declaration")),
        raw=value,
    )


def _with_redirects(pages: Mapping[str, XPage], language: str) -> dict[str, XPage]:
    """Return the pages with a page of its own for each link to another site, where the original's way ends."""
    found: dict[str, XPage] = {}
    added: dict[str, XPage] = {}
    for path, page in pages.items():
        links: list[XLink] = []
        for link in page.links:
            if link.redirect:
                target = f"/elsewhere-{len(added) + 1}"
                content = f'<p>{phrase(language, "elsewhere")}</p><p><a href="{link.redirect}">{link.redirect}</a></p>'
                raw: JsonObject = {"redirect": link.redirect}
                component = XComponent(type="Html", name="elsewhere", content=content)
                added[target] = XPage(target, phrase(language, "elsewhere"), (component,), (), page.section, raw=raw)
                link = XLink(target, link.condition)
            links.append(link)
        found[path] = replace(page, links=tuple(links))
    return {**found, **added}


def objects(value: object) -> tuple[JsonObject, ...]:
    """Return the objects of a JSON list; anything else counts as none."""
    return _objects(value)


def _objects(value: object) -> tuple[JsonObject, ...]:
    return tuple(one for one in value if isinstance(one, Mapping)) if isinstance(value, list) else ()


def _mapping(value: object) -> JsonObject:
    return value if isinstance(value, Mapping) else {}


class _Reader:
    def __init__(self, form: JsonObject, language: str) -> None:
        self._language = language
        self._lists = {str(one.get("name")): one for one in _objects(form.get("lists"))}

    def text(self, value: object) -> str:
        """Return a text, or that of this language when it is given in several."""
        if isinstance(value, Mapping):
            value = value.get(self._language) or value.get("en") or next(iter(value.values()), "")
        return str(value) if isinstance(value, str | int | float) else ""

    def page(self, raw: JsonObject) -> XPage:
        controller = re.sub(r"\.js$", "", str(raw.get("controller") or "").rpartition("/")[2])
        links = tuple(
            XLink(str(one.get("path") or ""), str(one.get("condition") or ""), str(one.get("redirect") or ""))
            for one in _objects(raw.get("next"))
        )
        components = tuple(self.component(one) for one in _objects(raw.get("components")))
        return XPage(
            path=str(raw.get("path") or ""),
            title=self.text(raw.get("title")),
            components=components,
            links=links,
            section=str(raw.get("section") or ""),
            controller=controller,
            raw=raw,
        )

    def component(self, raw: JsonObject) -> XComponent:
        return XComponent(
            type=str(raw.get("type") or ""),
            name=str(raw.get("name") or ""),
            title=self.text(raw.get("title")),
            hint=self.text(raw.get("hint")),
            content=self.text(raw.get("content")),
            options=_mapping(raw.get("options")),
            schema=_mapping(raw.get("schema")),
            items=self._items(raw),
            children=tuple(self.component(one) for one in _objects(raw.get("children"))),
            list_name=self._list_name(raw),
        )

    def _list_name(self, raw: JsonObject) -> str:
        return str(raw.get("list") or _mapping(raw.get("values")).get("list") or "")

    def _items(self, raw: JsonObject) -> tuple[XItem, ...]:
        values = _mapping(raw.get("values"))
        source = self._lists.get(self._list_name(raw), {}).get("items") or values.get("items")
        return tuple(self._item(one) for one in _objects(source))

    def _item(self, raw: JsonObject) -> XItem:
        conditional = _mapping(raw.get("conditional")).get("components") or raw.get("children")
        value = raw.get("value")
        return XItem(
            value=str(value).lower() if isinstance(value, bool) else self.text(value),
            text=self.text(raw.get("text") or raw.get("label") or value),
            description=self.text(raw.get("description") or raw.get("hint")),
            condition=str(raw.get("condition") or ""),
            components=tuple(self.component(one) for one in _objects(conditional)),
        )


def _language(form: JsonObject, file: str) -> str:
    """Return 'cy' for forms that say so, that are in a folder of that name, or whose words are Welsh."""
    if _mapping(form.get("metadata")).get("isWelsh") is True:
        return "cy"
    if "cy" in re.split(r"[\\/]", file.lower())[:-1]:
        return "cy"
    words = re.findall(r"[a-zâêîôûŵŷ']+", " ".join(_texts(form)).lower())
    welsh = sum(word in _WELSH for word in words)
    return "cy" if welsh > 2 * sum(word in _ENGLISH for word in words) and welsh >= 3 else "en"


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, Mapping):
        for key, one in value.items():
            if key in ("title", "content", "hint", "text") and isinstance(one, str):
                yield re.sub(r"<[^>]*>", " ", one)
            else:
                yield from _texts(one)
    elif isinstance(value, Sequence) and not isinstance(value, str):
        for one in value:
            yield from _texts(one)
