"""The Markdown subset of definitions as HTML: paragraphs, `- ` bullets, `## ` headings, **bold**, [links](https://…).

Everything else is text. Text is escaped before any mark is read, so no input can make another element.
"""

from __future__ import annotations

import re
from typing import Final

from markupsafe import Markup, escape

_BOLD: Final = re.compile(r"\*\*([^*\n]+)\*\*")
_LINK: Final = re.compile(r"\[([^\[\]\n]+)\]\((https://[^\s()]+)\)")
_BULLETS: Final = ("- ", "* ")


def markdown(text: object, heading_level: int = 2) -> Markup:
    """Return safe HTML of a text of a definition."""
    source = str(text or "").replace("\r\n", "\n").strip()
    blocks: list[str] = []
    paragraph: list[str] = []
    bullets: list[str] = []

    def close() -> None:
        if paragraph:
            blocks.append(f'<p class="govuk-body">{_inline(" ".join(paragraph))}</p>')
        if bullets:
            entries = "".join(f"<li>{_inline(bullet)}</li>" for bullet in bullets)
            blocks.append(f'<ul class="govuk-list govuk-list--bullet">{entries}</ul>')
        paragraph.clear()
        bullets.clear()

    for line in source.split("\n"):
        stripped = line.strip()
        if not stripped:
            close()
        elif stripped.startswith("## "):
            close()
            blocks.append(f'<h{heading_level} class="govuk-heading-m">{_inline(stripped[3:])}</h{heading_level}>')
        elif stripped.startswith(_BULLETS):
            if paragraph:
                close()
            bullets.append(stripped[2:])
        elif bullets:
            bullets[-1] += f" {stripped}"
        else:
            paragraph.append(stripped)
    close()
    return Markup("".join(blocks))  # noqa: S704 every part was escaped by _inline


def _inline(text: str) -> str:
    safe = str(escape(text))
    safe = _LINK.sub(r'<a class="govuk-link" href="\2" rel="noopener noreferrer">\1</a>', safe)
    return _BOLD.sub(r"<strong>\1</strong>", safe)
