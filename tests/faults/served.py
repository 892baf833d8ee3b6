"""A real `servewell serve` that can be killed, and residents that speak HTTP with it and try again until they know."""

from __future__ import annotations

import http.cookiejar
import os
import re
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from tests.cast import PERMIT, PERMIT_ES

from servewell.cli.serve import free_port

SERVICE: Final = "parking-permit"
PAGES: Final = {
    "about-you": {
        "full_name": "Ana Silva", "born_on-day": "28", "born_on-month": "2", "born_on-year": "1950",
        "email": "ana@mail.example",
    },
    "home": {"postcode": "4011", "blind": "yes"},
}  # fmt: skip
AWAY: Final = (urllib.error.URLError, ConnectionError, TimeoutError, http.client.HTTPException)
LONGEST: Final = 60.0


@dataclass
class Served:
    """An installation with one small service, and the process that serves it."""

    data: Path
    url: str = ""
    processes: int = 1
    port: int = field(default_factory=lambda: free_port("127.0.0.1", 0))
    process: subprocess.Popen[str] | None = None

    @property
    def environment(self) -> dict[str, str]:
        kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
        more = {"SERVEWELL_DATABASE_URL": self.url} if self.url else {}
        return kept | more | {
            "SERVEWELL_DATA": str(self.data), "SERVEWELL_DEMO": "yes", "PYTHONPATH": os.pathsep.join(sys.path),
            "SERVEWELL_ADDRESS": self.address,
        }  # fmt: skip

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        words = (sys.executable, "-m", "servewell.cli.main", *words)
        return subprocess.run(words, env=self.environment, capture_output=True, text=True, check=False, timeout=120)

    def publish(self) -> None:
        """Make the installation, and publish the small service in it."""
        made = self.run("demo", "--cases", "0", "--setup-only")
        assert made.returncode == 0, made.stderr
        folder = self.data / SERVICE
        folder.mkdir()
        (folder / "definition.yaml").write_text(PERMIT, encoding="utf-8")
        (folder / "texts.es.yaml").write_text(PERMIT_ES, encoding="utf-8")
        published = self.run("publish", str(folder), "--by", "olga@riverton.example")
        assert published.returncode == 0, published.stderr

    def start(self) -> None:
        """Serve, and wait for the first answer, whatever it is."""
        words = ("serve", "--port", str(self.port), "--processes", str(self.processes))
        with (self.data.parent / "server.log").open("a") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "servewell.cli.main", *words],
                env=self.environment, stdout=log, stderr=log, text=True, start_new_session=True,
            )  # fmt: skip
        given_up_at = time.monotonic() + LONGEST
        while time.monotonic() < given_up_at:
            assert self.process.poll() is None, (self.data.parent / "server.log").read_text()
            try:
                urllib.request.urlopen(self.address, timeout=5).close()
                return
            except urllib.error.HTTPError:
                return
            except AWAY:
                time.sleep(0.05)
        raise AssertionError("The server does not answer.")

    def kill(self, number: int) -> None:
        """End the server and every process that it started."""
        assert self.process is not None
        os.killpg(self.process.pid, number)
        self.process.wait(30)


class NotYet(urllib.request.HTTPRedirectHandler):
    """Leaves it to the browser to follow: what was led on to is asked for again by itself, as browsers do."""

    def redirect_request(self, *_: object) -> None:
        return None


class Browser:
    """As much of a browser as a resident needs: cookies, forms, and the patience to try again."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.opener = urllib.request.build_opener(
            urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()), NotYet()
        )
        self.tries = 0

    def ask(self, path: str, fields: dict[str, str] | None = None) -> tuple[int, str, str]:
        """Return status, where one was led, and the page."""
        data = None if fields is None else urllib.parse.urlencode(fields).encode()
        address = urllib.parse.urljoin(self.address, path)
        request = urllib.request.Request(address, data, headers={"Referer": address})
        try:
            with self.opener.open(request, timeout=30) as answer:
                return answer.status, answer.url, answer.read().decode()
        except urllib.error.HTTPError as error:
            with error:
                led_to = urllib.parse.urljoin(error.url, error.headers.get("Location") or "")
                return error.code, led_to, error.read().decode()

    def until_answered(self, path: str, fields: dict[str, str] | None = None) -> tuple[str, str]:
        """Ask until the server is there and can; return where one was led and the page."""
        given_up_at = time.monotonic() + LONGEST
        while time.monotonic() < given_up_at:
            try:
                status, where, page = self.ask(path, fields)
            except AWAY:
                status = 0
            if status == 200:
                return where, page
            if status in (302, 303):
                path, fields = where, None
                continue
            assert status in (0, 503), f"{path}: {status}\n{page}"
            self.tries += 1
            time.sleep(0.05)
        raise AssertionError(f"No answer at {path}.")

    def apply(self) -> str:
        """Apply from the first page to the receipt, and return the reference on it."""
        where, page = self.until_answered(f"/services/{SERVICE}/")
        where, page = self.until_answered(f"/services/{SERVICE}/start/", hidden(page))
        while "/receipt/" not in where:
            step = re.search(r"/pages/([a-z-]+)/", where)
            if step is not None:
                where, page = self.until_answered(where, hidden(page) | PAGES[step[1]])
            elif "/check-your-answers/" in where:
                sending = page[page.index('name="submission_key"') - 400 :]
                submit = where.replace("check-your-answers", "submit")
                where, page = self.until_answered(submit, hidden(page, sending) | {"declaration": "yes"})
            else:
                (onward,) = re.findall(r'href="([^"]+/pages/[^"]+)"', page)[:1]
                where, page = self.until_answered(onward)
        return where.rpartition("/cases/")[2].partition("/")[0]


def hidden(*pages: str) -> dict[str, str]:
    """Return the hidden fields of a page's forms: the token, and the key that the form was born with."""
    found: dict[str, str] = {}
    for page in pages:
        for name in ("csrfmiddlewaretoken", "submission_key"):
            value = re.search(rf'name="{name}" value="([^"]+)"', page)
            if value is not None:
                found[name] = value[1]
    return found
