"""HTML of foreign forms as our Markdown subset: paragraphs, bullets, headings, bold, links. No text is lost."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Final

_BLOCKS: Final = frozenset({
    "p", "div", "section", "article", "table", "tbody", "thead", "fieldset", "dl", "dt", "dd", "figure", "form",
    "details", "header", "footer", "main", "blockquote", "pre", "address",
})  # fmt: skip
_HEADINGS: Final = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_INLINE: Final = frozenset({
    "span", "em", "i", "u", "small", "sub", "sup", "abbr", "code", "font", "mark", "time", "cite", "q", "summary",
    "input", "button", "label", "legend", "s", "del", "ins", "wbr", "svg", "path", "kbd", "var", "html", "body",
})  # fmt: skip
_SKIPPED: Final = frozenset({"script", "style", "head", "title"})


@dataclass(frozen=True, slots=True)
class Converted:
    """`markdown` holds all the text; `notes` say what could not be shown as it was."""

    markdown: str
    notes: tuple[str, ...] = ()


def to_markdown(html: str) -> Converted:
    """Return HTML as Markdown. Plain text passes through."""
    if "<" not in html and "&" not in html:
        return Converted(_tidy(escaped(html)))
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return Converted(_tidy("".join(reader.out)), tuple(dict.fromkeys(reader.notes)))


def to_plain(html: str) -> str:
    """Return HTML as one line of plain text."""
    text = to_markdown(html).markdown
    text = re.sub(r"\[([^\]]*)\]\((https?://[^)\s]*)\)", r"\1 (\2)", text).replace("**", "")
    text = re.sub(r"(?m)^(## |- )", "", text)
    return " ".join(text.split())


def escaped(text: str) -> str:
    """Return text whose braces are no placeholders."""
    return re.sub(r"\{\{?\s*([^{}]*?)\s*\}?\}", r"(\1)", text).replace("{", "(").replace("}", ")")


def _tidy(text: str) -> str:
    text = text.replace("\r", "").replace("\xa0", " ")
    lines = [re.sub(r"[ \t]+", " ", line).strip() for line in text.split("\n")]
    found: list[str] = []
    for line in lines:
        line = re.sub(r"\*\*\s*\*\*", "", line)
        line = re.sub(r"\*\*\s*([^*]+?)\s*\*\*", r"**\1**", line)
        if line in ("-", "##"):
            continue
        if line or (found and found[-1]):
            found.append(line)
    return "\n".join(found).strip()


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.out: list[str] = []
        self.notes: list[str] = []
        self._link: str | None = None
        self._ends: list[tuple[str, str]] = []
        self._counts: list[int | None] = []
        self._skipped = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = dict(attrs)
        if tag in _SKIPPED:
            self._skipped += 1
        elif tag in ("strong", "b") or "font-weight-bold" in (known.get("class") or ""):
            block = tag in _BLOCKS or tag in ("label", "legend")
            self.out.append("\n\n**" if block else "**")
            self._ends.append((tag, "**\n\n" if block else "**"))
        elif tag in _HEADINGS:
            self.out.append("\n\n## ")
        elif tag in ("ul", "ol"):
            self.out.append("\n\n")
            self._counts.append(0 if tag == "ol" else None)
        elif tag == "li":
            self._item()
        elif tag == "a":
            self._open_link(known.get("href") or "")
        else:
            self._other(tag, known)

    def handle_endtag(self, tag: str) -> None:
        if tag in _SKIPPED:
            self._skipped = max(0, self._skipped - 1)
        elif self._ends and self._ends[-1][0] == tag:
            self.out.append(self._ends.pop()[1])
        elif tag in _HEADINGS or tag in _BLOCKS or tag in ("label", "legend"):
            self.out.append("\n\n")
        elif tag in ("ul", "ol"):
            self.out.append("\n\n")
            if self._counts:
                self._counts.pop()
        elif tag == "tr":
            self.out.append("\n")
        elif tag == "a" and self._link is not None:
            self.out.append(f"]({self._link})")
            self._link = None
        elif tag == "br":  # `</br>` is how some write a line break
            self.out.append("\n")

    def handle_data(self, data: str) -> None:
        if self._skipped:
            return
        text = escaped(data.replace("*", "∗") if "**" in data else data)
        if self._link is not None:
            text = text.replace("[", "(").replace("]", ")")
        self.out.append(re.sub(r"\s+", " ", text))

    def _item(self) -> None:
        if self._counts and self._counts[-1] is not None:
            self._counts[-1] += 1
            self.notes.append("a numbered list became bullets")
            self.out.append(f"\n- {self._counts[-1]}. ")
        else:
            self.out.append("\n- ")

    def _open_link(self, href: str) -> None:
        href = href.strip().replace("{", "%7B").replace("}", "%7D")
        if re.fullmatch(r"https://[^\s()<>]+", href):
            self._link = href
            self.out.append("[")
        elif href.startswith("http://") and re.fullmatch(r"http://[^\s()<>]+", href):
            self._link = "https" + href[4:]
            self.notes.append(f"the link to {href} became https")
            self.out.append("[")
        elif href:
            self.notes.append(f"the link to {href} is now only text")

    def _other(self, tag: str, attrs: dict[str, str | None]) -> None:
        if tag in _BLOCKS:
            self.out.append("\n\n")
        elif tag == "br":
            self.out.append("\n")
        elif tag == "hr":
            self.out.append("\n\n")
        elif tag in ("td", "th"):
            self.out.append(" ")
        elif tag == "img":
            self.notes.append(f"the picture {attrs.get('src') or ''} is left out")
            self.out.append(f" {escaped(attrs.get('alt') or '')} ")
        elif tag not in _INLINE and tag not in ("tr", "col", "colgroup", "hr"):
            self._mistyped(tag)

    def _mistyped(self, tag: str) -> None:
        """Keep the words of something that only looks like a tag: `<li'eich costau llawn</li>`."""
        raw = self.get_starttag_text() or ""
        words = re.sub(r"</?[a-z0-9]+>?$", "", raw.strip("<>"))
        match = re.match(r"(li|p|b|strong|div|span)(['’].*)", words, re.DOTALL)
        if match and match[1] == "li":
            self.out.append("\n- ")
        self.out.append(escaped(" ".join((match[2] if match else words).split())))
        self.notes.append(f"the mistyped tag <{tag[:40]}> was kept as text")
