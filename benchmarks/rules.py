"""Rules: a rule of ten clauses decided by us and by others, 200 rules from text to ready, and rules that mean harm."""

from __future__ import annotations

import gc
import resource
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from decimal import Decimal
from functools import partial
from multiprocessing import get_context
from statistics import median
from typing import Any, Final

from benchmarks.peers.rules import NOW, OURS, SCOPE, Answers, answers, as_ours, contenders
from benchmarks.services import of_criteria
from servewell.core.definition import parse
from servewell.core.definition.journey.compiled import compile_definition
from servewell.core.rules import BOOLEAN, NUMBER, BudgetError, ListOf, RuleError, check_rule, compile_rule

ROUNDS: Final = 9
RULES: Final = 200
PATIENCE: Final = 0.2  # seconds that each contender gets a round
MANY: Final = 1_000_000
HOSTILE: Final = {
    "a rule of 1 MB": "1+" * 499_999 + "1",
    "10,000 opening brackets": "(" * 10_000,
    "10,000 pairs of brackets": "(" * 9_999 + "1" + ")" * 9_999,
    "a list of 1,000,000 written down": "count([" + "1," * 999_999 + "1])",
    "2,000 clauses": "true" + " and true" * 2_000,
    "10 ** 400": "10 ** 400",
    "10 ** 10,000": "10 ** 10000",
    "1 / 0": "1 / (count([]) + 0)",
    "a list of 1,000,000 counted": "count(many)",
    "a list of 1,000,000 added up": "sum(many)",
    "a list of 1,000,000 filtered": "count(many[item > 3])",
    "a list of 1,000,000 without repeats": "distinct values(many)",
    "a loop of 1,000,000 million": "count(for i in 1..10**12 return i)",
    "a list that doubles": "for i in 1..60 return if i = 1 then [1] else concatenate(partial[-1], partial[-1])",
    "a function that calls itself": "(function(f) f(f))(function(f) f(f))",
    "a pattern that takes others for ever": 'matches("' + "a" * 9_000 + 'b", "(a+)+$")',
}


def main() -> None:
    """Print what was measured; stop when contenders do not agree or a goal of time is far off."""
    decide()
    start()
    hostile()


def decide() -> None:
    """Let everybody decide the same answers in turns."""
    made = answers(2_000)
    ready = {name: (act, [shape(values) for values in made]) for name, (act, shape) in contenders().items()}
    outcomes = {name: [bool(act(values)) for values in given[:500]] for name, (act, given) in ready.items()}
    wanted = outcomes["plain Python, decimals"]
    if any(found != wanted for found in outcomes.values()):
        raise SystemExit(f"not all agree: { {name: sum(found) for name, found in outcomes.items()} }")
    rule = compile_rule(OURS, SCOPE)
    ready["Servewell, one answer in ten not known"] = (
        lambda values: rule.decide(values, now=NOW),
        [_with_gaps(as_ours(values), at) for at, values in enumerate(made)],
    )
    seconds: dict[str, list[float]] = {name: [] for name in ready}
    for _ in range(ROUNDS):
        for name, (act, given) in ready.items():
            seconds[name].append(_seconds_each(act, given))
    ours = median(seconds["Servewell"])
    print(f"Rules: ten clauses, {len(made)} answers of which {sum(wanted) / len(wanted):.0%} pass; medians of {ROUNDS}")
    print(f"{'':40}{'a second':>12}{'µs each':>10}{'its time to ours':>20}")
    for name, found in seconds.items():
        each = median(found)
        print(f"{name:40}{1 / each:12,.0f}{1e6 * each:10.2f}{each / ours:20.2f}")
    print()


def _with_gaps(values: Answers, at: int) -> Answers:
    return {name: one for place, (name, one) in enumerate(values.items()) if (place + at) % 10}


def _seconds_each(act: Callable[[Answers], Any], given: list[Answers]) -> float:
    """Return the seconds of one decision, over as many of the answers as fit into the time of a round."""
    began = time.perf_counter()
    for values in given[:10]:
        act(values)
    count = min(len(given), max(20, int(PATIENCE * 10 / (time.perf_counter() - began))))
    part = given[:count]
    times = max(1, int(PATIENCE * 10 / (time.perf_counter() - began) / count))
    gc.collect()
    began = time.perf_counter()
    for _ in range(times):
        for values in part:
            act(values)
    return (time.perf_counter() - began) / (count * times)


def start() -> None:
    """Read, check and compile 200 rules alone, and a definition with 200 criteria."""
    clauses = OURS.replace("income / household", "income / 3").split(" and ")
    texts = [" and ".join([*(clauses[(at + place) % 10] for place in range(5)), f"age > {at}"]) for at in range(RULES)]
    kinds = {
        name.replace(" ", "_"): {NUMBER: "number", BOOLEAN: "yes or no"}.get(kind, "text")
        for name, kind in SCOPE.items()
    }
    spoken = [text.replace("resident years", "resident_years").replace("has permit", "has_permit") for text in texts]
    definition = of_criteria(kinds, spoken)
    alone, parsing, compiling = [], [], []
    for turn in range(ROUNDS):
        alone.append(_cpu(lambda: [compile_rule(text, SCOPE) for text in texts])[0])
        # Other rules each time, since what has been read before is remembered.
        seconds, parsed = _cpu(partial(parse, definition.replace("age > ", f"age > {turn}.")))
        if parsed.definition is None:
            raise SystemExit("\n".join(map(str, parsed.problems[:5])))
        parsing.append(seconds)
        compiling.append(_cpu(partial(compile_definition, parsed.definition))[0])
    print(f"Rules: {RULES} rules of six clauses; CPU, medians of {ROUNDS}, the goal is 300 ms")
    print(f"from text to compiled {1000 * median(alone):.0f} ms; a definition with so many criteria: ", end="")
    print(f"read and checked {1000 * median(parsing):.0f} ms, compiled {1000 * median(compiling):.0f} ms\n")


def _cpu(act: Callable[[], Any]) -> tuple[float, Any]:
    """Return the seconds of the processor that a call took, and what it gave."""
    gc.collect()
    began = time.process_time()
    given = act()
    return time.process_time() - began, given


def hostile() -> None:
    """Give each rule that means harm to a process of its own; print what came of it, how long, how much memory."""
    print("Rules that mean harm: outcome, seconds, more memory at the highest point")
    with ProcessPoolExecutor(1, mp_context=get_context("spawn"), max_tasks_per_child=1) as pool:
        for name in HOSTILE:
            outcome, seconds, megabytes = pool.submit(harm, name).result()
            print(f"{name:40}{seconds:8.3f} s {megabytes:7.1f} MB  {outcome}")
    print()


def harm(name: str) -> tuple[str, float, float]:
    """Check, compile and decide one rule that means harm."""
    text = HOSTILE[name]
    values = {"many": [Decimal(at) for at in range(MANY)]} if "many" in text else {}
    scope = {"many": ListOf(NUMBER)}
    compile_rule("1 = 1", scope).decide({}, now=NOW)  # what is loaded once
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began = time.perf_counter()
    try:
        faults = check_rule(text, scope)
        outcome = f"fault {faults[0].code}" if faults else str(compile_rule(text, scope).decide(values, now=NOW))
    except (RuleError, BudgetError) as error:
        outcome = f"stopped: {error}"
    seconds = time.perf_counter() - began
    return outcome[:60], seconds, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024


if __name__ == "__main__":
    main()
