"""Pages that show every component, for looking at and for machines to check. Served without a database."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import SimpleNamespace

from django.conf import settings
from django.utils import translation
from jinja2 import ChoiceLoader, FileSystemLoader

from servewell.core.definition import Definition, parse
from servewell.core.definition.answers import AnswerFault
from servewell.web.design import faults as fault_words
from servewell.web.design.environment import environment
from servewell.web.design.errors import WORDS
from servewell.web.design.questions import question_views

HERE = Path(__file__).parent
DESIGN = Path(fault_words.__file__).parent
PAGES = ("parts", "questions", "faults", "case", "queue", "error")
FAULTS = (
    AnswerFault("full_name", "missing"),
    AnswerFault("story", "too-many-words", params={"max": "50", "words": "62"}),
    AnswerFault("distance", "not-a-number"),
    AnswerFault("born_on", "date-part-missing", "day", {"parts": "day,month"}),
    AnswerFault("blind", "missing"),
    AnswerFault("extras", "missing"),
    AnswerFault("address", "missing", "town"),
    AnswerFault("spot", "missing"),
    AnswerFault("proof", "file-size", params={"name": "scan.pdf", "limit": "10000000"}),
    AnswerFault("household.first_name", "missing", params={"entry": "1"}),
    AnswerFault("sure", "declaration-missing"),
)
VALUES = {
    "full_name": "Ana Silva",
    "colour": "blue",
    "extras": ["a"],
    "proof": {"files": [{"id": "f1", "name": "water-bill-november.pdf", "size": 340_000}], "later": False},
    "household": [{"first_name": "Yusuf", "child": True}, {}],
}


@dataclass(frozen=True)
class Clock:
    used: int
    allowed: int
    left: int
    state: str
    due_on: date = date(2026, 12, 7)


def definition() -> Definition:
    """Return a service that asks every type of question."""
    parsed = parse((HERE / "everything.yaml").read_text(encoding="utf-8"))
    assert parsed.definition is not None, parsed.problems
    return parsed.definition


def render(page: str, language: str = "en", *, is_staff: bool = False) -> str:
    """Return one page of the gallery."""
    env = environment(
        loader=ChoiceLoader([FileSystemLoader(DESIGN / "templates"), FileSystemLoader(HERE / "gallery")]),
        auto_reload=False,
    )
    everything = definition()
    names = [question.name for question in everything.page("all").questions]
    shown_faults = FAULTS if page == "faults" else ()
    with translation.override(language):
        return env.get_template(f"{page}.html").render(
            lang=language,
            dir="rtl" if translation.get_language_bidi() else "ltr",
            languages=settings.LANGUAGES,
            agency=SimpleNamespace(
                name="City of Riverton",
                phone="+351 21 000 000",
                email="help@riverton.example",
                office="Market Square 1, Monday to Friday 9 to 16",
            ),
            account=SimpleNamespace(name="Amina Haddad", email="amina@riverton.example"),
            is_demo=True,
            messages=(),
            here="/",
            csrf_input="",
            addresses=dict.fromkeys(
                (
                    "set_language",
                    "track",
                    "my_cases",
                    "sign_out",
                    "sign_in",
                    "staff_home",
                    "mailbox",
                    "accessibility",
                    "privacy",
                    "catalogue",
                ),
                "/",
            ),
            views=question_views(everything, names, language="en", values=VALUES, faults=shown_faults),
            errors=fault_words.summary(shown_faults, everything, "en"),
            has_faults=bool(shown_faults),
            clocks=[
                Clock(4, 10, 6, "running"),
                Clock(4, 10, 6, "paused"),
                Clock(13, 10, -3, "late"),
                Clock(8, 10, 2, "met"),
                Clock(12, 10, -2, "missed"),
            ],
            moment=datetime(2026, 11, 23, 16, 40, tzinfo=UTC),
            day=date(2026, 12, 7),
            words=WORDS[404],
            reference="RT4K-9MPX",
        )


class _Quiet(SimpleHTTPRequestHandler):
    """Answers `/<language>/<page>` with a page and `/static/design/…` with a file."""

    def do_GET(self) -> None:
        language, _, page = self.path.strip("/").partition("/")
        if language == "static":
            self.path = "/" + page.removeprefix("design/")
            super().do_GET()
            return
        if page not in PAGES:
            self.send_error(404)
            return
        body = render(page, language).encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header(
            "Content-Security-Policy", "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:"
        )
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        pass


@contextmanager
def served() -> Iterator[str]:
    """Serve the gallery on a free port and give its address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(DESIGN / "static")))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
