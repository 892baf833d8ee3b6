"""Pages that are one file: they ask nothing of the network, and open from a disk or out of a mail."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Final

from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup

from servewell.web.design.insight.words import words_of

_DESIGN: Final = Path(__file__).resolve().parent
_SHEETS: Final = ("static/tokens.css", "static/insight.css", "insight/report.css")


@lru_cache(maxsize=8)
def page_environment(language: str) -> Environment:
    """Return an environment for the design's templates that speaks one language and knows nothing of Django."""
    words = words_of(language)
    env = Environment(
        loader=FileSystemLoader(_DESIGN / "templates"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n", "jinja2.ext.do"],
    )
    env.install_gettext_callables(  # type: ignore[attr-defined]
        words.gettext, words.ngettext, newstyle=True, pgettext=words.pgettext
    )
    env.policies["ext.i18n.trimmed"] = True
    return env


@lru_cache(maxsize=1)
def style_sheet() -> Markup:
    """Return all rules that such a page needs, to stand in it."""
    rules = "\n".join((_DESIGN / name).read_text(encoding="utf-8") for name in _SHEETS)
    return Markup(rules)  # noqa: S704 our own style sheets
