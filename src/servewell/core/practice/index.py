"""The index of a commons: the agencies that its keeper knows with their keys, and the newest edition of each practice.

Signed by the keeper, numbered, so that an old index is not taken for the newest.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from servewell.core.definition.keys import Key
from servewell.core.definition.layout import Out, Quoted, write_yaml
from servewell.core.definition.reader import Fields, Reader
from servewell.core.definition.scalars import NUMBER, SLUG, TRUTH
from servewell.core.definition.tree import Node, Scalar, read_tree
from servewell.core.practice.model import Practice, Signature
from servewell.core.practice.safe_text import unsafe
from servewell.core.practice.signing import Latest, content_hash, is_signature, public_key, read_key, write_key
from servewell.core.problem import Problem

MOST_BYTES: Final = 1_000_000
_CONTEXT: Final = b"servewell commons 1\n"
_HASH: Final = re.compile(r"[0-9a-f]{64}")
TOP: Final = (
    Key("commons", "text", "The name of the commons.", True),
    Key("keeper", "word", "Short name of who keeps it.", True),
    Key("number", "count", "One more with every change.", True),
    Key("updated on", "word", "The day of the last change.", True),
    Key("agencies", "other", "Short name and public key of each agency that the keeper knows."),
    Key("practices", "other", "The practices, newest edition of each."),
    Key("signed", "other", "The keeper's signature.", True),
)
ENTRY: Final = (
    Key("agency", "word", "Who offers it.", True),
    Key("practice", "word", "Its short name.", True),
    Key("title", "text", "What it does.", True),
    Key("edition", "count", "The newest edition.", True),
    Key("content", "word", "SHA-256 of what its agency signed.", True),
    Key("offered on", "word", "The day of the edition.", True),
)
SIGNED: Final = (Key("key", "word", "The keeper's key.", True), Key("signature", "word", "The signature.", True))


@dataclass(frozen=True, slots=True)
class Entry:
    """One practice of the index."""

    agency: str
    name: str
    title: str
    number: int
    content: str
    offered_on: date


@dataclass(frozen=True, slots=True)
class Index:
    """What a commons holds."""

    title: str
    keeper: str
    number: int
    updated_on: date
    agencies: Mapping[str, str] = field(default_factory=dict)  # short name -> public key
    entries: tuple[Entry, ...] = ()
    signature: Signature | None = None

    def latest(self) -> dict[tuple[str, str], Latest]:
        """Return the newest editions by agency and name, to know a replay by."""
        return {(one.agency, one.name): Latest(one.number, one.content) for one in self.entries}

    def with_practice(self, practice: Practice) -> Index:
        """Return the index with this edition in the place of an earlier one, in order of agency and name."""
        title = practice.text("title")
        entry = Entry(practice.agency, practice.name, title, practice.number, content_hash(practice), practice.made_on)
        others = (one for one in self.entries if (one.agency, one.name) != (entry.agency, entry.name))
        return replace(self, entries=tuple(sorted((*others, entry), key=lambda one: (one.agency, one.name))))


def print_index(index: Index, *, is_signed: bool = True) -> str:
    """Return the index as canonical YAML."""
    root: dict[str, Out] = {
        "commons": _text(index.title),
        "keeper": index.keeper,
        "number": str(index.number),
        "updated on": index.updated_on.isoformat(),
    }
    if index.agencies:
        root["agencies"] = dict(sorted(index.agencies.items()))
    if index.entries:
        root["practices"] = [_entry(one) for one in index.entries]
    if is_signed and index.signature is not None:
        root["signed"] = {"key": index.signature.key, "signature": index.signature.signature}
    return write_yaml(root, {})


def sign_index(index: Index, private: bytes) -> Index:
    """Return the index signed with the keeper's 32 secret bytes."""
    made = Ed25519PrivateKey.from_private_bytes(private).sign(_CONTEXT + print_index(index, is_signed=False).encode())
    return replace(index, signature=Signature(index.keeper, public_key(private), write_key(made)))


def is_signed_by(index: Index, key: str) -> bool:
    """Tell whether the index was signed with a key."""
    signed = index.signature
    content = _CONTEXT + print_index(index, is_signed=False).encode()
    return signed is not None and signed.key == key and is_signature(content, key, signed.signature)


def parse_index(source: str | bytes, *, file: str) -> tuple[Index | None, tuple[Problem, ...]]:
    """Read an index; None with every fault. Whether its signature holds is another question."""
    reader = Reader(file)
    tree = read_tree(source, file=file)
    fields = reader.fields(tree.root, TOP, "The index") if tree.root is not None else {}
    index = _read(fields, reader) if fields else None
    problems = (*tree.problems, *reader.problems)
    return (None if problems else index), problems


def _read(fields: Fields, reader: Reader) -> Index:
    reader.text(fields, "commons", "title")
    agencies = {}
    for name, node in reader.entries(fields.get("agencies"), "'agencies'"):
        known = reader.scalar(node, f"The key of '{name.text[:60]}'")
        if reader.identifier(name, SLUG, "an agency") and known is not None:
            if read_key(known.text) is None:
                reader.refuse("bad-key", known, f"The key of '{name.text}' cannot be read.", "ed25519: and base64")
            agencies[name.text] = known.text
    entries = tuple(_read_entry(node, reader) for node in reader.items(fields.get("practices"), "'practices'"))
    inner = reader.fields(fields["signed"], SIGNED, "'signed'") if "signed" in fields else {}
    keeper = reader.word(fields, "keeper", SLUG) or ""
    key, made = (_plain(inner, name, reader) for name in ("key", "signature"))
    for text, place in ((text, reader.places[name]) for name, text in reader.texts.items()):
        if (found := unsafe(text)) is not None:
            reader.problems.append(Problem(found[0], place, found[1]))
    return Index(
        title=reader.texts.get("title", ""),
        keeper=keeper,
        number=reader.count(fields, "number", 100_000_000) or 1,
        updated_on=reader.parsed(fields, "updated on", _day, "not-a-day", "a day such as 2026-11-24") or date.min,
        agencies=agencies,
        entries=tuple(one for one in entries if one is not None),
        signature=Signature(keeper, key, made) if key and made else None,
    )


def _read_entry(node: Node, reader: Reader) -> Entry | None:
    fields = reader.fields(node, ENTRY, "A practice of the index")
    agency, name = reader.word(fields, "agency", SLUG), reader.word(fields, "practice", SLUG)
    content = reader.word(fields, "content", _HASH)
    number = reader.count(fields, "edition", 100_000)
    offered = reader.parsed(fields, "offered on", _day, "not-a-day", "a day such as 2026-11-24")
    title = reader.scalar(fields.get("title"), "'title'")
    if not (agency and name and content and number and offered and title):
        return None
    reader.keep_text(f"entry.{agency}.{name}", title)
    return Entry(agency, name, reader.texts.get(f"entry.{agency}.{name}", ""), number, content, offered)


def _plain(fields: Fields, name: str, reader: Reader) -> str | None:
    node = fields.get(name)
    if isinstance(node, Scalar) and len(node.text) <= 120 and node.text.isascii():
        return node.text
    if node is not None:
        reader.refuse("bad-signature", node, f"'{name}' cannot be read.", "ed25519: and base64")
    return None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if len(text) == 10 else None
    except ValueError:
        return None


def _text(text: str) -> Out:
    return Quoted(text) if text in TRUTH or NUMBER.fullmatch(text) else text


def _entry(entry: Entry) -> dict[str, Out]:
    return {
        "agency": entry.agency,
        "practice": entry.name,
        "title": _text(entry.title),
        "edition": str(entry.number),
        "content": entry.content,
        "offered on": entry.offered_on.isoformat(),
    }
