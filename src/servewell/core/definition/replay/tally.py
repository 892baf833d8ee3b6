"""Counts what happened to cases, without holding the cases: the row engine and the bulk engine both fill it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Context, Decimal
from itertools import chain, zip_longest
from typing import Final

from servewell.core.definition.replay.groups import Exact, group_counts
from servewell.core.definition.replay.result import (
    OUTCOMES,
    Example,
    Fees,
    Flow,
    Outcome,
    OutcomeCount,
    PagesAsked,
    Replay,
    Unanswered,
)
from servewell.core.problem import Problem, ProblemError

MOST_GROUPS: Final = 1_000
_CENT: Final = Decimal("0.01")
_EXACT: Final = Context(prec=100)


@dataclass(slots=True)
class Tally:
    """Running totals; `examples` holds for each flow the first cases whose outcome changes."""

    by: Sequence[str] = ()
    most_examples: int = 5
    flows: Counter[tuple[Outcome, Outcome]] = field(default_factory=Counter)
    groups: dict[str, defaultdict[str, Exact]] = field(default_factory=dict)
    fees: tuple[Decimal, Decimal] = (Decimal(0), Decimal(0))
    pages: tuple[int, int] = (0, 0)
    undecidable: int = 0
    unanswered: Counter[str] = field(default_factory=Counter)
    examples: dict[tuple[Outcome, Outcome], list[tuple[int, Example]]] = field(default_factory=dict)
    erased: int = 0

    def flow(self, before: Outcome, after: Outcome, cases: int = 1) -> None:
        """Count cases of one flow."""
        self.flows[before, after] += cases

    def group(self, by: str, value: str, before: Outcome, after: Outcome, cases: int = 1) -> None:
        """Count cases of one flow in one group."""
        groups = self.groups.setdefault(by, defaultdict(Exact))
        groups[value].add(before, after, cases)
        if len(groups) > MOST_GROUPS:
            found = f"'{by}' has more than {MOST_GROUPS} different values."
            fix = "Group by a question with few answers, such as a choice."
            raise ProblemError(Problem("too-many-groups", found=found, fix=fix))

    def pay(self, before: Decimal | None, after: Decimal | None) -> None:
        """Add fees, of one case or of many together."""
        self.fees = (_EXACT.add(self.fees[0], before or Decimal(0)), _EXACT.add(self.fees[1], after or Decimal(0)))

    def ask(self, before: int, after: int) -> None:
        """Add numbers of pages."""
        self.pages = (self.pages[0] + before, self.pages[1] + after)

    def wants_example(self, before: Outcome, after: Outcome, place: int) -> bool:
        """Tell whether an example of this flow at this place would be kept."""
        held = self.examples.get((before, after), [])
        return before != after and (len(held) < self.most_examples or (bool(held) and place < held[-1][0]))

    def keep(self, example: Example, place: int) -> None:
        """Keep an example, if it is among the first of its flow."""
        held = self.examples.setdefault((example.before, example.after), [])
        held.append((place, example))
        held.sort(key=lambda one: one[0])
        del held[self.most_examples :]

    def result(
        self,
        *,
        currency: str | None,
        fallback_rules: tuple[str, ...] = (),
        fallback_cases: int = 0,
        seconds: float = 0.0,
    ) -> Replay:
        """Return what was counted. `currency` is None when neither version has a fee."""
        cases = self.flows.total()
        order = {outcome: place for place, outcome in enumerate(OUTCOMES)}
        flows = sorted(self.flows.items(), key=lambda flow: (order[flow[0][0]], order[flow[0][1]]))
        return Replay(
            cases=cases,
            changed=sum(count for (before, after), count in flows if before != after),
            outcomes=tuple(
                OutcomeCount(
                    outcome,
                    sum(count for (before, _), count in flows if before == outcome),
                    sum(count for (_, after), count in flows if after == outcome),
                )
                for outcome in OUTCOMES
            ),
            flows=tuple(Flow(before, after, count) for (before, after), count in flows if count),
            groups=tuple(chain.from_iterable(group_counts(by, self.groups.get(by, {})) for by in self.by)),
            fees=None if currency is None else Fees(_tidy(self.fees[0]), _tidy(self.fees[1]), currency),
            pages=PagesAsked(*(round(pages / cases, 4) if cases else 0.0 for pages in self.pages)),
            undecidable=self.undecidable,
            unanswered=tuple(
                Unanswered(name, count)
                for name, count in sorted(self.unanswered.items(), key=lambda one: (-one[1], one[0]))
            ),
            fallback_rules=fallback_rules,
            fallback_cases=fallback_cases,
            examples=self._examples(),
            erased=self.erased,
            seconds=seconds,
        )

    def _examples(self) -> tuple[Example, ...]:
        """Return examples of every flow in turn, the largest flow first."""
        by_size = sorted(self.examples, key=lambda flow: (-self.flows[flow], flow))
        turns = chain.from_iterable(zip_longest(*(self.examples[flow] for flow in by_size)))
        return tuple(turn[1] for turn in turns if turn is not None)[: self.most_examples]


def _tidy(amount: Decimal) -> Decimal:
    """Return an amount with two decimals, or with as many more as it needs."""
    cents = amount.quantize(_CENT, context=_EXACT)
    return cents if cents == amount else amount.normalize(_EXACT)
