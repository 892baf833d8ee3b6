"""The public record: how long it is, its root, and its tiles at the addresses that C2SP tlog-tiles names."""

from __future__ import annotations

import re
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from servewell.apps.journal import standing as journal
from servewell.core.problem import NotFoundError, Problem
from servewell.web.portal.visits import now

_TILE: Final = re.compile(r"(\d{1,2}|entries)/((?:x\d{3}/){0,4}\d{3})(?:\.p/([1-9]\d{0,2}))?")
FOR_EVER: Final = "public, max-age=31536000, immutable"


def record(request: HttpRequest) -> HttpResponse:
    """Show how the record stands, and how to check it; loudly when the sealer does not work."""
    return render(request, "portal/record.html", {"standing": journal.standing(now=now())})


def checkpoint(request: HttpRequest) -> HttpResponse:
    """Give the last signed checkpoint, with the cosignatures it has."""
    return _plain(journal.checkpoint().encode(), "text/plain; charset=utf-8", "no-cache")


def tile(request: HttpRequest, tile: str) -> HttpResponse:
    """Give a tile or its entries: `<level or entries>/<number in groups of three>[.p/<width>]`."""
    found = _TILE.fullmatch(tile)
    if found is None or (found[3] and int(found[3]) > 255):
        raise NotFoundError(Problem("not-found", found="There is no such tile."))
    number = int(found[2].replace("x", "").replace("/", ""))
    width = int(found[3]) if found[3] else 256
    content = journal.entries(number, width) if found[1] == "entries" else journal.tile(int(found[1]), number, width)
    return _plain(content, "application/octet-stream", FOR_EVER)


def _plain(content: bytes, kind: str, cached: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response["Cache-Control"] = cached
    # Anybody may check from anywhere: it is public, and nothing of a session is in it.
    response["Access-Control-Allow-Origin"] = "*"
    return response
