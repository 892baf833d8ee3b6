"""Check a receipt with nothing but a public key: is this what was recorded, and does it stand in the signed record?"""

from __future__ import annotations

import base64
import json
import re
from dataclasses import dataclass
from typing import Any, Final

from servewell.core.problem import Problem, ProblemError
from servewell.core.record.canonical import canonical_bytes
from servewell.core.record.checkpoints import Verifier
from servewell.core.record.commitments import commit, leaf
from servewell.core.record.event import Header, read_header
from servewell.core.record.proof import FIRST_LINE, root_of_path

_HASH: Final = r"[A-Za-z0-9+/]{43}=\n"
_RECEIPT: Final = re.compile(
    rf"{re.escape(FIRST_LINE)}\nextra ([A-Za-z0-9+/]+=*)\nindex (0|[1-9][0-9]{{0,17}})\n((?:{_HASH}){{0,63}})\n(.+)",
    re.DOTALL,
)
_DIGITS: Final = re.compile(r"[0-9a-f]{64}")
LONGEST: Final = 4_000_000  # characters: a body is at most a megabyte


@dataclass(frozen=True, slots=True)
class Proved:
    """What a receipt proves: this event has this number in a record that had `size` events. Erased: header is None."""

    number: int
    size: int
    root: bytes
    header: Header | None
    body: dict[str, Any] | None


def check_receipt(text: str, verifier: Verifier) -> Proved:
    """Return what a receipt proves. Raises ProblemError when it proves nothing: what was changed is not told."""
    text = text.replace("\r\n", "\n")
    found = _RECEIPT.fullmatch(text) if len(text) <= LONGEST else None
    if found is None:
        raise _refused("This is no receipt of an event, or a part of it is missing.", "no-receipt")
    extra, index, path, note = found.groups()
    checkpoint = verifier.open(note)
    try:
        told = _told(extra)
        commits = _commitment(told, "header"), _commitment(told, "body")
        hashes = [_exact(line) for line in path.splitlines()]
    except (ValueError, KeyError, TypeError) as error:
        raise _refused("The receipt is not written as it has to be: it was changed.") from error
    if root_of_path(leaf(*commits), int(index), checkpoint.size, hashes) != checkpoint.root:
        raise _refused("What the receipt says is not what was recorded: the receipt was changed, or the record was.")
    try:
        header = read_header(told["header"]) if "header" in told else None
        body = json.loads(told["body"]) if told.get("body") else None
    except (ValueError, KeyError, TypeError) as error:
        raise _refused("What was recorded is not the description of an event.") from error
    return Proved(int(index) + 1, checkpoint.size, checkpoint.root, header, body)


def _told(extra: str) -> dict[str, str]:
    """Return header, body and salts. Whatever could be said in another way as well is refused."""
    data = _exact(extra)
    told = json.loads(data)
    if not isinstance(told, dict):
        raise TypeError("no description")
    version = told.pop("v")
    if version != 1 or not all(isinstance(value, str) for value in told.values()):
        raise ValueError("not of this version")
    if canonical_bytes({**told, "v": 1}) != data or set(told) - {
        "header", "header_salt", "header_commit", "body", "body_salt", "body_commit"
    }:  # fmt: skip
        raise ValueError("not canonical")
    return dict(told)


def _commitment(told: dict[str, str], part: str) -> bytes:
    if f"{part}_commit" in told:
        if part in told or f"{part}_salt" in told:
            raise ValueError("content and commitment")
        return _hex(told[f"{part}_commit"])
    return commit(_hex(told[f"{part}_salt"]), told[part].encode())


def _hex(text: str) -> bytes:
    if _DIGITS.fullmatch(text) is None:
        raise ValueError("not 32 bytes in lower case")
    return bytes.fromhex(text)


def _exact(text: str) -> bytes:
    data = base64.b64decode(text, validate=True)
    if base64.b64encode(data).decode() != text:
        raise ValueError("not canonical")
    return data


def _refused(found: str, code: str = "receipt-refused") -> ProblemError:
    return ProblemError(Problem(code, found=found))
