"""A real browser against a real server process on a database of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, sync_playwright
from tests.postgresql import own_database

ROOT = Path(__file__).parents[2]
PHONE = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 900}


def find_chromium() -> str | None:
    """The browser named by the environment, else the system's, else None for Playwright's own."""
    names = (os.environ.get("SERVEWELL_TEST_BROWSER", ""), "chromium", "chromium-browser", "google-chrome")
    return next((path for name in names if name and (path := shutil.which(name))), None)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    options = ["--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"]
    if os.geteuid() == 0:
        options.append("--no-sandbox")
    with sync_playwright() as playwright:
        path = find_chromium()
        if path is None and not Path(playwright.chromium.executable_path).exists():
            message = "No Chromium: install Debian's `chromium`, or run `python -m playwright install chromium`."
            if os.environ.get("CI"):
                pytest.fail(message)
            pytest.skip(message)
        chromium = playwright.chromium.launch(executable_path=path, args=options)
        yield chromium
        chromium.close()


@dataclass(frozen=True)
class Server:
    """A running Servewell in demo mode without history."""

    url: str
    data: Path
    environment: dict[str, str]

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run a `servewell` command on the same installation."""
        return subprocess.run(
            [sys.executable, "-m", "servewell.cli.main", *words],
            env=self.environment, capture_output=True, text=True, check=False, timeout=120,
        )  # fmt: skip

    def plant_findings(self, service: str) -> str:
        """Store findings of a service as a search would; return the id of the one that costs most."""
        return self.plant("plant_findings.py", service)

    def plant(self, script: str, *words: str) -> str:
        """Run a script of this folder on the installation and return what it prints."""
        planted = subprocess.run(
            [sys.executable, ROOT / "tests/journeys" / script, *words],
            env={**self.environment, "PYTHONPATH": os.pathsep.join([str(ROOT), *sys.path])},
            capture_output=True, text=True, check=False, timeout=60,
        )  # fmt: skip
        assert planted.returncode == 0, planted.stderr
        return planted.stdout.strip()


def wait_until_up(url: str, process: subprocess.Popen[str], log: Path) -> None:
    for _ in range(1200):
        if process.poll() is not None:
            pytest.fail(f"The server ended at once:\n{log.read_text()}")
        try:
            urllib.request.urlopen(url, timeout=5).close()
            return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.1)
    pytest.fail(f"The server did not answer at {url}:\n{log.read_text()}")


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with demo_of(tmp_path_factory.mktemp("installation"), cases=0) as running:
        yield running


@contextmanager
def demo_of(data: Path, *, cases: int) -> Iterator[Server]:
    """Serve the demo with so many cases of history from a folder, until the block ends."""
    from servewell.cli.serve import free_port

    port = free_port("127.0.0.1", 0)
    environment = {
        **os.environ,
        **own_database(),
        "SERVEWELL_DATA": str(data),
        "SERVEWELL_DEMO": "1",
        "SERVEWELL_DECISION_HOLD_SECONDS": "2",
    }
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    log = data / "server.log"
    with log.open("w") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "servewell.cli.main", "demo", "--cases", str(cases), "--port", str(port)],
            env=environment, stdout=output, stderr=subprocess.STDOUT, text=True,
        )  # fmt: skip
        url = f"http://127.0.0.1:{port}"
        try:
            wait_until_up(url, process, log)
            yield Server(url, data, environment)
        finally:
            process.terminate()
            try:
                process.wait(timeout=15)
            except subprocess.TimeoutExpired:
                process.kill()


@pytest.fixture
def open_context(browser: Browser) -> Iterator[object]:
    """Open browser contexts that are closed at the end: `open_context(viewport=PHONE, scripts=False)`."""
    contexts: list[BrowserContext] = []

    def open_one(*, viewport: dict[str, int] = PHONE, scripts: bool = True, language: str = "en") -> BrowserContext:
        context = browser.new_context(viewport=viewport, java_script_enabled=scripts, locale=language)
        context.set_default_timeout(15_000)
        contexts.append(context)
        return context

    yield open_one
    for context in contexts:
        context.close()


@pytest.fixture(scope="session")
def short_service(server: Server, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A service of two pages, published into the running installation; walking.SHORT answers it."""
    from tests.cast import PERMIT, PERMIT_ES

    folder = tmp_path_factory.mktemp("definitions") / "parking-permit"
    folder.mkdir()
    (folder / "definition.yaml").write_text(PERMIT, encoding="utf-8")
    (folder / "texts.es.yaml").write_text(PERMIT_ES, encoding="utf-8")
    published = server.run("publish", str(folder), "--by", "olga@riverton.example")
    assert published.returncode == 0, published.stderr
    return folder.name
