"""What browsers load: its weight, its origin, and that text on every ground can be read."""

from __future__ import annotations

import gzip
import hashlib
import re
from pathlib import Path

import pytest

from servewell.web.design import questions

DESIGN = Path(questions.__file__).parent
STATIC = DESIGN / "static"
KILOBYTE = 1024


def weight(*names: str) -> int:
    return sum(len(gzip.compress((STATIC / name).read_bytes(), 9)) for name in names)


@pytest.mark.parametrize("base", ["base.css", "base.rtl.css"])
def test_style_sheets_weigh_at_most_14_kilobytes(base: str) -> None:
    assert weight(base, "tokens.css", "servewell.css") <= 14 * KILOBYTE


def test_scripts_weigh_at_most_14_kilobytes() -> None:
    assert weight("govuk-frontend.min.js", "servewell.js") <= 14 * KILOBYTE


def test_vendored_files_are_as_they_were_built() -> None:
    lines = (DESIGN / "vendor" / "SHA256SUMS").read_text().splitlines()
    assert len(lines) == 3
    for line in lines:
        digest, name = line.split()
        assert hashlib.sha256((STATIC / name).read_bytes()).hexdigest() == digest, name


def test_no_reserved_font_or_mark_and_nothing_from_elsewhere() -> None:
    for path in STATIC.iterdir():
        text = path.read_text(encoding="utf-8")
        for word in ("GDS Transport", "woff", "@font-face", "@import", "sourceMappingURL"):
            assert word not in text, (path.name, word)
        assert not re.search(r"url\(\s*['\"]?https?:", text), path.name
    assert {path.suffix for path in STATIC.iterdir()} <= {".css", ".js", ".svg"}


def tokens() -> dict[str, str]:
    found = dict(re.findall(r"(--sw-[a-z-]+):\s*(#[0-9a-f]{3,6})", (STATIC / "tokens.css").read_text()))
    return {
        name: "#" + "".join(c * 2 for c in value[1:]) if len(value) == 4 else value for name, value in found.items()
    }


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


# Text that is read on a ground (WCAG 1.4.3: 4.5 to 1).
TEXT = [
    ("ink", "paper"),
    ("ink", "ground"),
    ("ink", "brand-mist"),
    ("ink", "focus"),
    ("ink-soft", "paper"),
    ("ink-soft", "ground"),
    ("ink-soft", "brand-mist"),
    ("on-brand", "brand"),
    ("on-brand", "brand-deep"),
    ("brand-deep", "paper"),
    ("brand-deep", "brand-mist"),
    ("good", "paper"),
    ("good", "good-mist"),
    ("ink", "good-mist"),
    ("warn", "warn-mist"),
    ("bad", "paper"),
    ("bad-deep", "bad-mist"),
    ("paper", "bad"),
    ("link", "paper"),
    ("link", "ground"),
    ("link", "brand-mist"),
    ("link-visited", "paper"),
    ("link", "good-mist"),
]
# Edges and signs that carry meaning (WCAG 1.4.11: 3 to 1).
SIGNS = [
    ("edge", "paper"),
    ("edge", "ground"),
    ("brand", "paper"),
    ("brand", "line"),
    ("bad", "line"),
    ("good", "line"),
    ("accent", "brand-deep"),
    ("edge", "line"),
]


@pytest.mark.parametrize(("text", "ground"), TEXT)
def test_text_can_be_read(text: str, ground: str) -> None:
    assert contrast(tokens()[f"--sw-{text}"], tokens()[f"--sw-{ground}"]) >= 4.5


@pytest.mark.parametrize(("sign", "ground"), SIGNS)
def test_signs_can_be_seen(sign: str, ground: str) -> None:
    assert contrast(tokens()[f"--sw-{sign}"], tokens()[f"--sw-{ground}"]) >= 3


def test_every_token_in_use_is_defined() -> None:
    defined = set(re.findall(r"(--sw-[a-z-]+):", (STATIC / "tokens.css").read_text()))
    used = set(
        re.findall(r"var\((--sw-[a-z-]+)", (STATIC / "tokens.css").read_text() + (STATIC / "servewell.css").read_text())
    )
    assert used <= defined
    assert not defined - used


def test_our_style_sheet_follows_the_direction_of_the_language() -> None:
    rules = re.sub(r"/\*.*?\*/", "", (STATIC / "servewell.css").read_text(), flags=re.S)
    assert not re.findall(
        r"(?:margin|padding|border)-(?:left|right)|[{;\s](?:left|right):|text-align: (?:left|right)", rules
    )
