"""Two presses of the last button at the same moment, 200 times: there must be 200 cases."""

from __future__ import annotations

import queue
import re
import sqlite3
import sys
import threading
from collections import Counter
from contextlib import closing

from benchmarks import servers
from benchmarks.client import Browser, Page

PAIRS, USERS = 200, 6


def main() -> None:
    """Print how many cases came of 200 pairs, and what the presses were answered."""
    wants_postgres = "--postgres" in sys.argv
    with servers.databases(wants_postgres, ("double",)) as urls, servers.servewell(urls["double"]) as server:
        ready = prepare(server)
        pairs = [press_twice(server.url, browser, page) for browser, page in ready]
        stored = count_cases(server, urls["double"])
    answers = Counter(answer for pair in pairs for answer in pair)
    same = sum(pair[0] == pair[1] and pair[0].startswith("/cases/") for pair in pairs)
    kinds = Counter(re.sub(r"/cases/[^/]+", "/cases/…", answer) for answer in answers.elements())
    print(f"Double press on {'PostgreSQL' if wants_postgres else 'SQLite'}: {PAIRS} pairs of simultaneous last posts")
    print(
        f"cases {stored} (wanted {PAIRS})   pairs that gave one and the same receipt {same}   answers {dict(kinds)}\n"
    )
    if stored != PAIRS:
        raise SystemExit(f"{stored} cases instead of {PAIRS}")


def prepare(server: servers.Server) -> list[tuple[Browser, Page]]:
    """Walk as many drafts as there are pairs up to the last button."""
    left: queue.SimpleQueue[int] = queue.SimpleQueue()
    for number in range(PAIRS):
        left.put(number)
    ready: list[tuple[Browser, Page]] = []

    def user() -> None:
        while not left.empty():
            try:
                left.get_nowait()
            except queue.Empty:
                return
            browser = Browser(server.url)
            ready.append((browser, browser.walk(server.first, stop_before="/submit/")))

    threads = [threading.Thread(target=user) for _ in range(USERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return ready


def press_twice(url: str, browser: Browser, page: Page) -> tuple[str, str]:
    """Post the last page from two connections at once; return where both were sent, or their status."""
    target, data = browser.fill(page)
    starting = threading.Barrier(2)
    answers = ["", ""]

    def press(which: int) -> None:
        finger = Browser(url)
        finger.cookies = dict(browser.cookies)
        finger.request("GET", "/static/none")  # the connection is open before the start
        starting.wait()
        answer = finger.request("POST", target, data)
        answers[which] = answer.location or str(answer.status)

    threads = [threading.Thread(target=press, args=(which,)) for which in (0, 1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers[0], answers[1]


def count_cases(server: servers.Server, database: str) -> int:
    """Count what is stored, past the product."""
    question = "SELECT count(*) FROM cases_case"
    if database:
        import psycopg

        with psycopg.connect(database) as connection:
            return int(connection.execute(question).fetchone()[0])
    with closing(sqlite3.connect(server.folder / "servewell.sqlite3")) as connection:
        return int(connection.execute(question).fetchone()[0])


if __name__ == "__main__":
    main()
