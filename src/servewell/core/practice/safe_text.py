"""What no text of a practice may hold: it comes from strangers and is shown to residents."""

from __future__ import annotations

import re
from typing import Final

from servewell.core.definition.checking_texts import placeholders
from servewell.core.definition.model import STANDARD_PLACEHOLDERS

LONGEST: Final = 4_000
BEFORE: Final = "before"
_MARKUP: Final = re.compile(r"<\s*[a-zA-Z/!?]|&#|&[a-zA-Z]+;")
_TEMPLATE: Final = re.compile(r"\{\{|\{%|\{#|\$\{|<%|%\(")
# A scheme, a host, a mail address, a path of files, or Markdown's link and picture.
_ADDRESS: Final = re.compile(
    r"(?i)[a-z][a-z0-9+.-]*://|\bwww\.|(?<![\w:])//\w|\b(?:javascript|data|mailto|tel|sms|file|vbscript):\S"
    r"|[\w.+-]+@[\w-]+\.\w|\]\(|\b[\w-]+\.(?:com|org|net|gov|edu|info|io|xyz|onion)\b|\.\./|\.\.\\"
)
# Marks that turn the direction of what follows, and characters that nobody sees.
_INVISIBLE: Final = re.compile("[\r\u202a-\u202e\u2066-\u2069\u200b\u2060\u00ad\U000e0000-\U000e007f]")


def unsafe(text: str) -> tuple[str, str] | None:
    """Return (code, what was found) for a text that no practice may bring, or None."""
    if len(text) > LONGEST:
        return "text-too-long", f"The text has {len(text):,} characters, more than {LONGEST:,}."
    if _INVISIBLE.search(text):
        return "bad-character", "The text holds characters that nobody sees, or that turn its direction."
    if _MARKUP.search(text):
        return "markup-in-text", "The text holds HTML. It would be shown as it stands, so it has no place here."
    if _TEMPLATE.search(text):
        return "markup-in-text", "The text holds marks of a template or a script."
    if _ADDRESS.search(text):
        return "address-in-text", "The text holds an address or a link. Each agency adds its own."
    unknown = sorted(placeholders(text) - STANDARD_PLACEHOLDERS - {BEFORE})
    if unknown:
        return "unknown-placeholder", f"A practice cannot know what '{{{unknown[0][:40]}}}' is at another agency."
    return None
