"""The Jinja environment of every page: escaping on, translations, and the filters that templates may use."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language, gettext, ngettext, npgettext, pgettext
from jinja2 import Environment, Undefined
from markupsafe import Markup, escape

from servewell.web.design import formats
from servewell.web.design.counting import count_texts
from servewell.web.design.markdown import markdown


def attributes(given: object) -> Markup:
    """Return HTML attributes with a space before each; None, False and missing ones are left out, True has no value."""
    if not isinstance(given, Mapping):
        return Markup("")
    parts: list[str] = []
    for name, value in given.items():
        if value is None or value is False or isinstance(value, Undefined):
            continue
        parts.append(f" {escape(name)}" if value is True else f' {escape(name)}="{escape(value)}"')
    return Markup("".join(parts))  # noqa: S704 names and values were escaped above


def spaced(classes: object) -> str:
    """Return class names with a space before them, or nothing."""
    return f" {classes}" if classes else ""


def described(field_id: str, hint: object, error: object, described_by: object = "") -> Markup:
    """Return the `aria-describedby` attribute of a field that has a hint or an error."""
    ids = described_ids(field_id, hint, error, described_by)
    return Markup(' aria-describedby="{}"').format(ids) if ids else Markup("")


def described_ids(field_id: str, hint: object, error: object, described_by: object = "") -> str:
    """Return the ids of what describes a field, in reading order."""
    ids = (described_by, hint and f"{field_id}-hint", error and f"{field_id}-error")
    return " ".join(str(one) for one in ids if one)


def merged(*mappings: object) -> dict[str, object]:
    """Return one mapping from several; missing ones count as empty."""
    result: dict[str, object] = {}
    for mapping in mappings:
        if isinstance(mapping, Mapping):
            result.update(mapping)
    return result


def environment(**options: Any) -> Environment:
    """Return the environment; Django's settings name this function."""
    options.setdefault("auto_reload", settings.DEBUG)
    options.setdefault("cache_size", -1)
    env = Environment(  # noqa: S701 autoescape is set below, after the options
        **(options | {"autoescape": True, "trim_blocks": True, "lstrip_blocks": True}),
        extensions=["jinja2.ext.i18n", "jinja2.ext.do"],
    )
    env.install_gettext_callables(  # type: ignore[attr-defined]
        gettext, ngettext, newstyle=True, pgettext=pgettext, npgettext=npgettext
    )
    env.policies["ext.i18n.trimmed"] = True
    env.globals["_"] = translated  # what the extension puts there takes six times as long, and pages have many words
    env.globals.update(
        static=static if settings.DEBUG else lru_cache(maxsize=256)(static),
        url=address,
        count_texts=count_texts,
        described=described,
        described_ids=described_ids,
    )
    env.filters.update(
        attrs=attributes,
        spaced=spaced,
        merged=merged,
        markdown=markdown,
        date=formats.date_text,
        short_date=formats.short_date,
        time=formats.time_text,
        date_time=formats.date_time_text,
        datetime=formats.date_time_text,
        money=formats.money,
        number=formats.number,
        working_days=formats.working_days,
        duration=formats.duration,
        file_size=formats.file_size,
    )
    return env


def translated(text: str, /, **parts: object) -> Markup:
    """Return a text in the language of the page, its `%(name)s` filled in and escaped."""
    return _template(get_language(), text) % parts if parts else _finished(get_language(), text)


@lru_cache(maxsize=8192)
def _template(language: str | None, text: str) -> Markup:
    return Markup(gettext(text))  # noqa: S704 texts of templates and their translations are ours


@lru_cache(maxsize=8192)
def _finished(language: str | None, text: str) -> Markup:
    return _template(language, text) % {}


def address(name: str, *args: object, **parts: object) -> str:
    """Return the address of a named page: `url("service", slug="parking")`."""
    return reverse(name, args=args or None, kwargs=parts or None)
