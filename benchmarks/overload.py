"""More people than the machine can serve: how much is still done, how long those who are let in wait, who is harmed.

One client process keeps many browsers busy without a pause. First as many as are served at once (the peak), then five
times as many as are served and wait together, then a greedy service beside one that a single resident uses.
"""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time

from benchmarks import servers
from benchmarks.client import Browser

SECONDS = 6
SERVED, WAITING = 4, 16


def main() -> None:
    """Print the three loads and what the middle one leaves of the peak."""
    with servers.servewell() as server:
        page = server.first
        hit(server.url, {page: SERVED})  # warm
        peak = hit(server.url, {page: SERVED})[page]
        flood = hit(server.url, {page: 5 * (SERVED + WAITING)})[page]
        quiet = hit(server.url, {"/accessibility/": 1, page: SERVED - 1})["/accessibility/"]
        beside = hit(server.url, {"/accessibility/": 1, page: 5 * (SERVED + WAITING)})["/accessibility/"]
    print(f"Overload, {SERVED} served at once, {WAITING} to {2 * WAITING} waiting; {SECONDS} s each")
    print("                          served/s  p50 ms  p99 ms   turned away/s  p99 ms")
    for name, one in (
        ("4 browsers (peak)", peak),
        (f"{5 * (SERVED + WAITING)} browsers", flood),
        ("one at another, usual", quiet),
        ("one at another, flood", beside),
    ):
        print(
            f"{name:<24} {one['served']:>9.0f} {one['p50']:>7.0f} {one['p99']:>7.0f} "
            f"{one['away']:>15.0f} {one['away_p99']:>7.0f}"
        )
    harm = beside["p99"] / quiet["p99"]
    print(f"kept of the peak {flood['served'] / peak['served']:.2f}   one at another, p99 flood/usual {harm:.2f}\n")


def hit(url: str, browsers: dict[str, int]) -> dict[str, dict[str, float]]:
    """Let browsers ask for pages in a process of their own; return what each page's browsers met."""
    command = [sys.executable, "-m", "benchmarks.overload", url, json.dumps(browsers)]
    found: dict[str, dict[str, float]] = json.loads(
        subprocess.run(command, check=True, capture_output=True, text=True).stdout
    )
    return found


def ask(url: str, browsers: dict[str, int]) -> dict[str, dict[str, float]]:
    """Ask without a pause; a browser that is turned away tries again after a second."""
    met: dict[str, list[tuple[int, float]]] = {page: [] for page in browsers}
    until = time.perf_counter() + SECONDS

    def browse(page: str) -> None:
        browser = Browser(url)
        while time.perf_counter() < until:
            began = time.perf_counter()
            status = browser.request("GET", page).status
            met[page].append((status, 1000 * (time.perf_counter() - began)))
            if status == 503:
                time.sleep(1)

    threads = [threading.Thread(target=browse, args=(page,)) for page, count in browsers.items() for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return {page: figures(answers) for page, answers in met.items()}


def figures(answers: list[tuple[int, float]]) -> dict[str, float]:
    """Return how many were served and turned away a second, and how long both took (milliseconds)."""
    served, away = (sorted(ms for status, ms in answers if status == wanted) for wanted in (200, 503))
    if len(served) + len(away) < len(answers):
        raise SystemExit(f"Neither served nor turned away: {sorted({status for status, _ in answers} - {200, 503})}")

    def at(some: list[float], share: float) -> float:
        return some[int(share * (len(some) - 1))] if some else 0.0

    return {
        "served": len(served) / SECONDS, "p50": at(served, 0.5), "p99": at(served, 0.99),
        "away": len(away) / SECONDS, "away_p99": at(away, 0.99),
    }  # fmt: skip


if __name__ == "__main__":
    if len(sys.argv) == 3:
        print(json.dumps(ask(sys.argv[1], json.loads(sys.argv[2]))))
    else:
        main()
