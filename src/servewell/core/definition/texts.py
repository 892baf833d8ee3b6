"""Translations: `texts.<language>.yaml` mirrors the definition with only its texts. Reads and writes them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from servewell.core.definition.layout import Out
from servewell.core.definition.model import Definition
from servewell.core.definition.reader import Reader
from servewell.core.definition.scalars import clean_text
from servewell.core.definition.tree import Entries, Node, Scalar

# Top key of the file -> text key; top key -> beginning of the text keys below it.
PLAIN_KEYS: Final = {
    "title": "title", "summary": "summary", "for": "for", "fee text": "fee", "purpose": "purpose",
    "declaration": "declaration",
}  # fmt: skip
STEMS: Final = {"criteria": "criterion", "pages": "page", "ask": "question", "stages": "stage", "decisions": "decision"}
TOP_KEYS: Final = ("language", *PLAIN_KEYS, "needs", "criteria", "sections", "pages", "ask", "stages", "decisions")


def read_texts(root: Node, reader: Reader, language: str, source: Mapping[str, str]) -> None:
    """Keep the texts of one translation in `reader`; what the definition does not have is a fault."""
    if not isinstance(root, Entries):
        reader.refuse("wrong-shape", root, "The file holds no keys.", f"keys such as language: {language}")
        return
    for key, node in root.entries:
        if key.text == "language":
            _check_language(node, reader, language)
        elif key.text in PLAIN_KEYS:
            _keep(PLAIN_KEYS[key.text], key, node, reader, source)
        elif key.text in TOP_KEYS:
            _read_part(key.text, node, reader, source)
        else:
            close = reader.nearest(key.text, TOP_KEYS)
            fix = f"Did you mean '{close}'?" if close else f"Known keys: {', '.join(TOP_KEYS)}."
            reader.refuse("unknown-key", key, f"A translation has no key '{key.text[:60]}'.", "", fix)


def _read_part(part: str, node: Node, reader: Reader, source: Mapping[str, str]) -> None:
    if part == "needs":
        for number, item in enumerate(reader.items(node, "'needs'"), 1):
            _keep(f"need.{number}", item, item, reader, source)
        return
    for name, texts in reader.entries(node, f"'{part}'"):
        if part == "sections":
            _keep(f"section.{name.text}.title", name, texts, reader, source)
            continue
        page, question = (name.text[:60] if part == key else None for key in ("pages", "ask"))
        with reader.at(page=page, question=question):
            _read_below(f"{STEMS[part]}.{name.text}", name, texts, reader, source)


def _check_language(node: Node, reader: Reader, language: str) -> None:
    scalar = reader.scalar(node, "'language'")
    if scalar is not None and scalar.text != language:
        reader.refuse("wrong-language", scalar, f"The file is for {language} but says '{scalar.text[:60]}'.", language)


def _read_below(stem: str, key: Scalar, node: Node, reader: Reader, source: Mapping[str, str]) -> None:
    """Read a mapping of texts of any depth: its keys are the parts of the text keys."""
    if isinstance(node, Entries) and any(known.startswith(f"{stem}.") for known in source):
        for inner, value in node.entries:
            if isinstance(value, Entries):
                _read_below(f"{stem}.{inner.text}", inner, value, reader, source)
            else:
                _keep(_with_must(stem, inner.text), inner, value, reader, source)
    else:
        _keep(stem, key, node, reader, source)


def _with_must(stem: str, key: str) -> str:
    is_must = stem.startswith("question.") and stem.endswith(".must") and key.isdigit()
    return f"{stem}.{key}.otherwise" if is_must else f"{stem}.{key}"


def _keep(key: str, at: Node, node: Node, reader: Reader, source: Mapping[str, str]) -> None:
    if key not in source:
        close = reader.nearest(key, source)
        fix = f"Did you mean '{close}'?" if close else "Remove it, or write the text in the definition first."
        reader.refuse("unknown-text", at, f"The definition has no text '{key[:120]}'.", "", fix)
        return
    scalar = reader.scalar(node, f"'{key}'")
    if scalar is not None:
        reader.keep_text(key, scalar)


def write_texts(definition: Definition, language: str) -> dict[str, Out]:
    """Return the tree of a translation file: the texts given in that language, in the definition's order."""
    texts = {key: clean_text(text) for key, text in definition.texts.get(language, {}).items() if clean_text(text)}
    root: dict[str, Out] = {"language": language}
    for key, text_key in PLAIN_KEYS.items():
        if text_key in texts:
            root[key] = texts[text_key]
    needs = [texts.get(f"need.{number}", "") for number in range(1, definition.needs + 1)]
    if any(needs):
        root["needs"] = needs
    below = {
        "criteria": _nested(texts, [f"criterion.{one.name}" for one in definition.criteria]),
        "sections": _sections(texts, definition.sections),
        "pages": _nested(texts, [f"page.{page.id}" for page in definition.pages]),
        "ask": _nested(texts, [f"question.{path}" for path, _, _ in definition.questions()]),
        "stages": _nested(texts, [f"stage.{stage.id}" for stage in definition.stages]),
        "decisions": _nested(texts, [f"decision.{one.id}" for one in definition.decisions]),
    }
    root.update({key: value for key, value in below.items() if value})
    return {key: root[key] for key in TOP_KEYS if key in root}


def _sections(texts: Mapping[str, str], names: Iterable[str]) -> dict[str, Out]:
    return {name: texts[f"section.{name}.title"] for name in names if f"section.{name}.title" in texts}


# In this order in the file; what is not listed follows in the order of the definition.
PARTS: Final = (
    "title", "text", "label", "as", "hint", "help", "because", "instead", "purpose", "otherwise", "each", "must",
    "choices", "places", "reasons", "appeal",
)  # fmt: skip


def _nested(texts: Mapping[str, str], stems: Sequence[str]) -> dict[str, Out]:
    found: dict[str, Out] = {}
    for stem in stems:
        parts: dict[str, Out] = {}
        for part in PARTS:
            if f"{stem}.{part}" in texts:
                parts[part] = texts[f"{stem}.{part}"]
                continue
            lead = f"{stem}.{part}."
            inner: dict[str, Out] = {
                key[len(lead) :].removesuffix(".otherwise"): text for key, text in texts.items() if key.startswith(lead)
            }
            if inner:
                parts[part] = dict(sorted(inner.items())) if part == "must" else inner
        if parts:
            found[stem.split(".", 1)[1]] = parts
    return found
