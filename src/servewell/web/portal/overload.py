"""Too many requests at once are turned away early, with a page that keeps what was typed, and no service takes all.

A request that waits for a thread costs the same as one that is served, and its browser gives up in the end: all become
slow. Here so many are served at once as the machine can do well, some more wait for a short time, and the rest is told
to try again. Whose service is served least at the moment goes first (fair queuing: Demers, Keshav and Shenker 1989).
"""

from __future__ import annotations

import threading
from collections import Counter, OrderedDict, deque
from collections.abc import Callable
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template import engines

from servewell.web.design.errors import bare_context
from servewell.web.portal.access import keys
from servewell.web.portal.errors import typed

WAITING: Final = 4  # places in the waiting room for each that is served
PATIENCE: Final = 1.5  # seconds; who waited so long is turned away
COME_BACK: Final = 5  # seconds
SPARE: Final = 4  # threads that turn away, so that no browser waits for that
LARGEST_RETURNED: Final = 100_000  # bytes of typed text that the page brings back
_FORM: Final = "application/x-www-form-urlencoded"


def threads_for(at_once: int) -> int:
    """Return how many threads a server needs so that one is always free to turn somebody away."""
    return at_once + 2 * WAITING * at_once + SPARE


class Gate:
    """Lets so many in at once; the others wait, each service in a line of its own."""

    def __init__(self, at_once: int, *, waiting: int, patience: float = PATIENCE) -> None:
        self._at_once, self._waiting, self._patience = at_once, waiting, patience
        self._lock = threading.Lock()
        self._inside: Counter[str] = Counter()
        self._lines: OrderedDict[str, deque[threading.Event]] = OrderedDict()

    def enter(self, service: str) -> bool:
        """Wait for a place and take it; False when there are too many, or it lasted too long."""
        with self._lock:
            waiting = sum(map(len, self._lines.values()))
            if not waiting and self._inside.total() < self._at_once:
                self._inside[service] += 1
                return True
            line = self._lines.setdefault(service, deque())
            # A service may fill the whole room as long as nobody else waits, and its fair part of it otherwise.
            if len(line) >= self._waiting // len(self._lines) or waiting >= 2 * self._waiting:
                self._forget_empty_lines()
                return False
            turn = threading.Event()
            line.append(turn)
        if turn.wait(self._patience):
            return True
        with self._lock:
            if turn.is_set():  # at the last moment
                return True
            self._lines[service].remove(turn)
            self._forget_empty_lines()
            return False

    def leave(self, service: str) -> None:
        """Give the place to the service that has the fewest inside, and of those to the one that waited longest."""
        with self._lock:
            self._inside[service] -= 1
            if not self._inside[service]:
                del self._inside[service]
            if self._lines:
                chosen = min(self._lines, key=lambda one: self._inside[one])
                self._inside[chosen] += 1
                self._lines[chosen].popleft().set()
                self._lines.move_to_end(chosen)
                self._forget_empty_lines()

    def _forget_empty_lines(self) -> None:
        for service in [one for one, line in self._lines.items() if not line]:
            del self._lines[service]


class OverloadMiddleware:
    """Stands before everything that costs: sessions, tables, templates. Off unless `servewell serve` set a number."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        at_once = settings.REQUESTS_AT_ONCE
        self.gate = Gate(at_once, waiting=WAITING * at_once) if at_once else None

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if self.gate is None:
            return self.get_response(request)
        service = service_of(request)
        if not self.gate.enter(service):
            return turned_away(request)
        try:
            return self.get_response(request)
        finally:
            self.gate.leave(service)


def service_of(request: HttpRequest) -> str:
    """Return which service a request is for, without asking the store; other pages have the name of their first part.

    For a draft or case that is the service in the cookie that opens it.
    """
    part, _, rest = request.path_info.lstrip("/").partition("/")
    name = rest.partition("/")[0]
    if part == "services":
        return name
    if part in ("apply", "cases"):
        held = keys(request, "drafts" if part == "apply" else "cases")
        return next((one.service for one in held if one.id == name and one.service), part)
    return part


def turned_away(request: HttpRequest) -> HttpResponse:
    """Return the page for one too many, made without session or store; its button sends again what was typed."""
    is_sent = request.method == "POST"
    length = request.META.get("CONTENT_LENGTH") or "0"
    is_short = request.content_type == _FORM and length.isdigit() and int(length) <= LARGEST_RETURNED
    context = {
        **bare_context(),
        "typed": typed(request) if is_sent and is_short else [],
        "is_sent": is_sent,
        "action": request.get_full_path(),
    }
    page = engines["pages"].get_template("portal/overload.html").render(context)
    return HttpResponse(page, status=503, headers={"Retry-After": str(COME_BACK), "Cache-Control": "no-store"})
