"""Check a definition of 100 questions and 100 rules: the first time, and again after an edit as an author does it."""

from __future__ import annotations

import time

import yaml

from benchmarks.services import of_size
from servewell.core.definition import parse

TIMES = 5


def main() -> None:
    """Print both times and their ratio."""
    text = of_size(pages=20, questions=5, rules=99)
    began = time.process_time()
    problems = parse(text).problems
    first = time.process_time() - began
    if problems:
        raise SystemExit("\n".join(map(str, problems[:5])))
    ours = min(_seconds(lambda number: parse(f"{text}# {number}\n")) for _ in range(TIMES))
    plain = min(_seconds(lambda number: yaml.load(f"{text}# {number}\n", yaml.CSafeLoader)) for _ in range(TIMES))
    print("Check: 100 questions, 99 rules")
    print(
        f"first check {1000 * first:.0f} ms CPU   after an edit {1000 * ours:.0f} ms   reading the YAML alone", end=" "
    )
    print(f"{1000 * plain:.0f} ms   ratio first/YAML {first / plain:.1f}\n")


def _seconds(act: object) -> float:
    began = time.process_time()
    act(time.perf_counter_ns())  # type: ignore[operator]
    return time.process_time() - began


if __name__ == "__main__":
    main()
