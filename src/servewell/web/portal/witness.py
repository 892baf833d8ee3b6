"""Cosign the checkpoints of other agencies' records (C2SP tlog-witness); off unless records are named in a setting."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from servewell.apps.journal.witnessing import LONGEST, add_checkpoint
from servewell.core.problem import NotFoundError, Problem
from servewell.core.record.checkpoints import read_verifier
from servewell.web.portal.visits import now


def witness(request: HttpRequest) -> HttpResponse:
    """Answer a request for a cosignature in plain text. A record asks, not a browser: no session is to be guarded."""
    if not settings.WITNESSED:
        raise NotFoundError(Problem("not-found", found="Nothing is witnessed here."))
    try:
        text = request.read(LONGEST + 1).decode()
    except UnicodeDecodeError:
        text = ""
    answer = add_checkpoint(text, trusted=[read_verifier(one) for one in settings.WITNESSED], now=now())
    kind = "text/x.tlog.size" if answer.status == 409 else "text/plain; charset=utf-8"
    return HttpResponse(answer.text, status=answer.status, content_type=kind)
