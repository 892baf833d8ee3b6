"""HTML as a tree in which spelling does not count: spaces, the order of attributes and of classes."""

from __future__ import annotations

from html.parser import HTMLParser

VOID = {"input", "br", "img", "path", "rect", "hr", "meta", "link"}


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root: list[object] = []
        self.stack: list[list[object]] = [self.root]
        self.text = ""

    def flush(self) -> None:
        if words := " ".join(self.text.split()):
            self.stack[-1].append(words)
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.flush()
        children: list[object] = []
        found = {
            name: " ".join(sorted((value or "").split())) if name == "class" else value or "" for name, value in attrs
        }
        self.stack[-1].append((tag, tuple(sorted(found.items())), children))
        if tag not in VOID:
            self.stack.append(children)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.flush()
        self.stack[-1].append((tag, tuple(sorted((name, value or "") for name, value in attrs)), []))

    def handle_endtag(self, tag: str) -> None:
        self.flush()
        if tag not in VOID and len(self.stack) > 1:
            self.stack.pop()

    def handle_data(self, data: str) -> None:
        self.text += data


def html_tree(html: str) -> list[object]:
    """Return the tree of a piece of HTML."""
    reader = _Reader()
    reader.feed(html)
    reader.flush()
    return reader.root
