"""Which drafts and cases this browser holds: a cookie with their secrets, nothing else about the resident.

The secret never stands in an address after the first visit. Only this module reads or writes these cookies.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

Kind = Literal["drafts", "cases"]

MOST_HELD = 12  # of each kind: keeps the header far below what servers refuse
KEPT_FOR = timedelta(days=60)
_PART = re.compile(r"[A-Za-z0-9_-]{1,80}")


@dataclass(frozen=True, slots=True)
class Key:
    """The right to open one draft or case: its id (a case's is its reference), its secret, its service."""

    id: str
    secret: str
    service: str = ""


def cookie_name(kind: str) -> str:
    """Return the cookie's name; `__Host-` pins it to this host, but browsers take it only over TLS."""
    return f"__Host-servewell_{kind}" if settings.SESSION_COOKIE_SECURE else f"servewell_{kind}"


def keys(request: HttpRequest, kind: Kind) -> tuple[Key, ...]:
    """Return the keys that this browser holds, newest first. A tampered cookie is read as far as it makes sense."""
    found = []
    for item in request.COOKIES.get(cookie_name(kind), "").split("~")[:MOST_HELD]:
        parts = item.split(".")
        if len(parts) == 3 and all(_PART.fullmatch(part) for part in parts[:2]) and _PART.fullmatch(parts[2] or "-"):
            found.append(Key(*parts))
    return tuple(found)


def key(request: HttpRequest, kind: Kind, id: str) -> Key | None:
    """Return this browser's key to one draft or case, or None."""
    return next((held for held in keys(request, kind) if held.id == id), None)


def hold(response: HttpResponseBase, request: HttpRequest, kind: Kind, new: Key) -> None:
    """Let this browser open one more draft or case; the oldest fall out."""
    others = [held for held in keys(request, kind) if held.id != new.id]
    _write(response, kind, [new, *others][:MOST_HELD])


def let_go(response: HttpResponseBase, request: HttpRequest, kind: Kind, id: str) -> None:
    """Take one draft or case out of this browser, for shared computers."""
    _write(response, kind, [held for held in keys(request, kind) if held.id != id])


def _write(response: HttpResponseBase, kind: Kind, held: list[Key]) -> None:
    name = cookie_name(kind)
    if not held:
        response.delete_cookie(name, samesite="Lax")
        return
    value = "~".join(f"{one.id}.{one.secret}.{one.service}" for one in held)
    response.set_cookie(
        name, value, max_age=KEPT_FOR, secure=bool(settings.SESSION_COOKIE_SECURE), httponly=True, samesite="Lax"
    )  # fmt: skip
