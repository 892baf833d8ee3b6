"""From a file to a practice: every fault at once with its line, nothing guessed or fetched, never an exception."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import get_args

from servewell.core.definition.reader import Fields, Reader
from servewell.core.definition.scalars import LANGUAGE, SLUG
from servewell.core.definition.tree import Scalar, read_tree
from servewell.core.evidence import Effect
from servewell.core.evidence.fields import FIELDS, read_effect
from servewell.core.evidence.files import problem_of
from servewell.core.insight.finding import Kind as FindingKind
from servewell.core.practice import keys
from servewell.core.practice.model import Practice, Signature
from servewell.core.practice.reading_changes import read_changes
from servewell.core.practice.safe_text import unsafe
from servewell.core.problem import Problem

MOST_BYTES = 300_000
FINDINGS: tuple[str, ...] = get_args(FindingKind)


@dataclass(frozen=True, slots=True)
class ParsedPractice:
    """A practice, or None with everything that is wrong."""

    practice: Practice | None
    problems: tuple[Problem, ...]


def parse_practice(source: str | bytes, *, file: str = "practice.yaml") -> ParsedPractice:
    """Read and check a practice file. Whether its signature holds is another question: see `signing.standing`."""
    reader = Reader(file)
    if len(source) > MOST_BYTES:
        reader.refuse("too-large", Scalar("", 1, 1), f"The file has more than {MOST_BYTES:,} bytes.")
        return ParsedPractice(None, tuple(reader.problems))
    tree = read_tree(source, file=file)
    practice = None
    if tree.root is not None:
        fields = reader.fields(tree.root, keys.TOP, "The practice")
        practice = _read(fields, reader) if fields else None
    problems = (*tree.problems, *reader.problems)
    return ParsedPractice(None if problems else practice, tuple(dict.fromkeys(problems)))


def _read(fields: Fields, reader: Reader) -> Practice:
    language = reader.word(fields, "language", LANGUAGE) or "en"
    for name in ("title", "summary"):
        reader.text(fields, name, name)
    conditions = _texts(fields, "conditions", "condition", reader)
    cautions = _texts(fields, "cautions", "caution", reader)
    changes = read_changes(fields, reader)
    _refuse_unsafe(reader.texts, reader)
    source = dict(reader.texts)
    return Practice(
        name=reader.word(fields, "practice", SLUG) or "",
        agency=reader.word(fields, "agency", SLUG) or "",
        number=reader.count(fields, "edition", 100_000) or 1,
        made_on=reader.parsed(fields, "made on", _day, "not-a-day", "a day such as 2026-11-24") or date.min,
        against=reader.words(fields, "against", FINDINGS, "unknown-finding"),
        changes=changes,
        language=language,
        conditions=conditions,
        cautions=cautions,
        evidence=_evidence(fields, reader),
        texts={language: source, **_translations(fields, reader, language, source)},
        signature=_signature(fields, reader),
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if len(text) == 10 else None
    except ValueError:
        return None


def _texts(fields: Fields, name: str, stem: str, reader: Reader) -> int:
    number = 0
    items = reader.items(fields.get(name), f"'{name}'")
    if len(items) > keys.MOST_TEXTS:
        reader.refuse("too-many", items[keys.MOST_TEXTS], f"There are {len(items)} '{name}'.", f"{keys.MOST_TEXTS}")
        return 0
    for item in items:
        scalar = reader.scalar(item, f"An item of '{name}'")
        if scalar is not None:
            number += 1
            reader.keep_text(f"{stem}.{number}", scalar)
    return number


def _refuse_unsafe(texts: Mapping[str, str], reader: Reader) -> None:
    for key, text in texts.items():
        if (found := unsafe(text)) is not None:
            reader.problems.append(Problem(found[0], reader.places[key], found[1], "", "Write it in plain words."))


def _evidence(fields: Fields, reader: Reader) -> tuple[Effect, ...]:
    items = reader.items(fields.get("evidence"), "'evidence'")
    if len(items) > keys.MOST_EVIDENCE:
        found = f"There are {len(items)} trials."
        reader.refuse("too-many", items[keys.MOST_EVIDENCE], found, f"at most {keys.MOST_EVIDENCE}")
        return ()
    effects = []
    for item in items:
        texts = {}
        for key, node in reader.entries(item, "A trial of 'evidence'"):
            scalar = reader.scalar(node, f"'{key.text[:60]}'")
            texts[key.text] = scalar.text if scalar is not None else ""
        effect, faults = read_effect(texts, FIELDS)
        reader.problems += [problem_of(fault, reader.place(item)) for fault in faults]
        effects += [effect] if effect is not None else []
    return tuple(effects)


def _translations(
    fields: Fields, reader: Reader, language: str, source: Mapping[str, str]
) -> dict[str, Mapping[str, str]]:
    """Return texts by language; each key has to be one of the practice's own."""
    found: dict[str, Mapping[str, str]] = {}
    entries = reader.entries(fields.get("translations"), "'translations'")
    if len(entries) > keys.MOST_TEXTS:
        told = f"There are {len(entries)} translations."
        reader.refuse("too-many", entries[keys.MOST_TEXTS][0], told, f"at most {keys.MOST_TEXTS}")
    for code, node in entries[: keys.MOST_TEXTS]:
        if not LANGUAGE.fullmatch(code.text) or code.text == language:
            reader.refuse("bad-name", code, f"'{code.text[:60]}' is no other language.", "a code such as es or cy")
            continue
        inner = Reader(reader.file)
        for key, value in inner.entries(node, f"The translation to {code.text}"):
            if key.text in source:
                scalar = inner.scalar(value, f"'{key.text}'")
                if scalar is not None:
                    inner.keep_text(key.text, scalar)
            else:
                close = inner.nearest(key.text, source)
                fix = f"Did you mean '{close}'?" if close else f"Known: {', '.join(list(source)[:12])}."
                inner.refuse("unknown-text", key, f"The practice has no text '{key.text[:80]}'.", "", fix)
        _refuse_unsafe(inner.texts, inner)
        reader.problems += inner.problems
        found[code.text] = dict(inner.texts)
    return found


def _signature(fields: Fields, reader: Reader) -> Signature | None:
    if "signed" not in fields:
        return None
    inner = reader.fields(fields["signed"], keys.SIGNED, "'signed'")
    by = reader.word(inner, "by", SLUG)
    key = _plain(inner, "key", reader, 60)
    signature = _plain(inner, "signature", reader, 120)
    return Signature(by, key, signature) if by and key and signature else None


def _plain(fields: Fields, name: str, reader: Reader, longest: int) -> str | None:
    read: Callable[[str], str | None] = lambda text: text if len(text) <= longest and text.isascii() else None  # noqa: E731
    return reader.parsed(fields, name, read, "bad-signature", "ed25519: and base64")
