"""Journeys a second: five pages and submitting, against a bare Django and django-formtools' wizard, in turns."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
from contextlib import ExitStack

from benchmarks import servers

ROUNDS, JOURNEYS, USERS = 4, 60, 8


def main() -> None:
    """Print one table and the ratios."""
    wants_postgres = "--postgres" in sys.argv
    with ExitStack() as stack:
        urls = stack.enter_context(servers.databases(wants_postgres, ("servewell", "bare", "wizard")))
        running = [
            stack.enter_context(servers.servewell(urls["servewell"])),
            stack.enter_context(servers.peer("bare", urls["bare"])),
            stack.enter_context(servers.peer("wizard", urls["wizard"])),
        ]
        for server in running:
            walk(server, 8)  # warm: definitions and templates are read once
        found: dict[str, list[dict[str, float]]] = {server.name: [] for server in running}
        for turn in range(ROUNDS):
            for server in running if turn % 2 == 0 else reversed(running):
                found[server.name].append(walk(server, JOURNEYS))
    print(f"Journeys on {'PostgreSQL' if wants_postgres else 'SQLite'}, {USERS} users, {ROUNDS} rounds of {JOURNEYS}")
    print("            journeys/s  CPU-ms/journey  requests/journey  request p50  p95 ms")
    middle = {
        name: {key: statistics.median(one[key] for one in rounds) for key in rounds[0]}
        for name, rounds in found.items()
    }
    for name, one in middle.items():
        print(
            f"{name:<11} {one['speed']:>10.1f} {one['cpu']:>15.1f} {one['requests']:>17.1f} "
            f"{one['p50']:>12.1f} {one['p95']:>7.1f}"
        )
    ours = middle["servewell"]["speed"]
    print(f"ours/bare {ours / middle['bare']['speed']:.2f}   ours/wizard {ours / middle['wizard']['speed']:.2f}\n")


def walk(server: servers.Server, journeys: int) -> dict[str, float]:
    """Let a client of its own walk; return its figures and the server's CPU time."""
    before = server.cpu()
    command = [sys.executable, "-m", "benchmarks.client", server.url, server.first, str(journeys), str(USERS)]
    result = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    if result["failures"]:
        log = (server.folder / "server.log").read_text()[-3000:]
        raise SystemExit(f"{server.name}: {result['failures'][0]}\n{log}")
    waits = sorted(1000 * one for one in result["requests"])
    return {
        "speed": journeys / result["seconds"],
        "cpu": 1000 * (server.cpu() - before) / journeys,
        "requests": len(waits) / journeys,
        "p50": waits[len(waits) // 2],
        "p95": waits[int(len(waits) * 0.95)],
    }


if __name__ == "__main__":
    main()
