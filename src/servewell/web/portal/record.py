"""The public record: how long it is, its root, and its tiles at the addresses that C2SP tlog-tiles names."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from markupsafe import Markup

from servewell.apps.journal import standing as journal
from servewell.core.problem import NotFoundError, Problem
from servewell.web.design.one_file import style_sheet
from servewell.web.portal.visits import now

_STATIC: Final = Path(__file__).parent / "static" / "verify"
_TILE: Final = re.compile(r"(\d{1,2}|entries)/((?:x\d{3}/){0,4}\d{3})(?:\.p/([1-9]\d{0,2}))?")
FOR_EVER: Final = "public, max-age=31536000, immutable"


def record(request: HttpRequest) -> HttpResponse:
    """Show how the record stands, and how to check it; loudly when the sealer does not work."""
    return render(request, "portal/record.html", {"standing": journal.standing(now=now())})


def verify(request: HttpRequest) -> HttpResponse:
    """Check a receipt in the browser: it is not sent. The page says how else one can check it."""
    return render(request, "portal/verify.html", {"standing": journal.standing(now=now())})


def verify_saved(request: HttpRequest) -> HttpResponse:
    """Give that page as one file to keep, which works without us and without a network."""
    script, style = ((_STATIC / f"verify_receipt.{kind}").read_text(encoding="utf-8") for kind in ("js", "css"))
    context = {
        "standing": journal.standing(now=now()),
        "title": _("Check a receipt"),
        "style": style_sheet() + Markup(style),  # noqa: S704 - our own files
        "script": Markup(script),  # noqa: S704
    }
    response = render(request, "portal/verify_saved.html", context)
    response["Content-Disposition"] = 'attachment; filename="check-a-receipt.html"'
    return response


def verifier(_request: HttpRequest) -> HttpResponse:
    """Give the program of 100 lines that checks a receipt with nothing but Python."""
    response = _plain((_STATIC / "verify_receipt.py").read_bytes(), "text/x-python; charset=utf-8", "no-cache")
    response["Content-Disposition"] = 'attachment; filename="verify_receipt.py"'
    return response


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
