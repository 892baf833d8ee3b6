"""Pooled evidence as one HTML file, and its forest plot as one SVG file: no script, nothing from the network."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from markupsafe import Markup

from servewell.core.evidence import Pool
from servewell.web.design.evidence.view import evidence_view
from servewell.web.design.insight.words import words_of
from servewell.web.design.one_file import page_environment, style_sheet

_DESIGN: Final = Path(__file__).resolve().parents[1]
_TOKENS: Final = re.compile(r"^  (--sw-[\w-]+: [^;{}]+;)$", re.MULTILINE)


def evidence_html(pool: Pool, *, title: str, language: str = "en") -> str:
    """Return the report as one HTML document in a language."""
    words = words_of(language)
    return page_environment(words.language).get_template("design/evidence/report.html").render(
        title=title,
        lang=words.language,
        dir=words.direction,
        style=style_sheet(),
        view=evidence_view(pool, words),
    )  # fmt: skip


def evidence_svg(pool: Pool, *, language: str = "en") -> str | None:
    """Return the forest plot as a file of its own with its rules in it; None when there is nothing to draw."""
    picture = evidence_view(pool, words_of(language)).svg
    if picture is None:
        return None
    head, opened, rest = str(picture).partition("<title")
    return f"{head}{_rules()}{opened}{rest}\n"


def _rules() -> Markup:
    tokens = "".join(_TOKENS.findall(_sheet("tokens.css") + _sheet("insight.css")))
    rules = [line.strip() for line in _sheet("insight.css").splitlines() if line.startswith(".sw-picture__")]
    ground = "svg { background: var(--sw-paper) }"
    return Markup("<style>{}</style>").format(Markup("\n".join([f":root {{ {tokens} }}", ground, *rules])))  # noqa: S704


def _sheet(name: str) -> str:
    return (_DESIGN / "static" / name).read_text(encoding="utf-8")
