"""An event: the header that stays for ever, and the body that can be erased."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from servewell.core.record.canonical import canonical_bytes


@dataclass(frozen=True, slots=True)
class Header:
    """What happened to which subject, in its own order. No free text and nothing about a person.

    `prev` is the leaf (hex) of the subject's event before, '' for the first. `at` never goes back within a subject;
    `wall` is what the clock really said.
    """

    subject: str
    seq: int
    prev: str
    kind: str
    actor: str
    at: str
    wall: str
    service: str = ""
    version: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Event:
    """A header with its body; `body` is None once it was erased, or when there never was one."""

    header: Header
    body: Mapping[str, Any] | None = None


def header_bytes(header: Header) -> bytes:
    """Return the canonical bytes of a header: what is committed to and stored."""
    values = {name: getattr(header, name) for name in Header.__slots__}
    return canonical_bytes({**values, "data": dict(header.data), "v": 1})


def read_header(stored: str | bytes) -> Header:
    """Return the header that canonical bytes hold."""
    values = json.loads(stored)
    return Header(**{name: values[name] for name in Header.__slots__})
