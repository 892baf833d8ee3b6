"""What a replay found: values only, the same whether the cases were judged row by row or in bulk."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Literal

# eligible: every criterion is met; stopped: an end page came first; not yet known: a criterion stays unknown,
# or an answer that is missing could still lead to an end page.
Outcome = Literal["eligible", "not eligible", "not yet known", "stopped"]
OUTCOMES: Final[tuple[Outcome, ...]] = ("eligible", "not eligible", "not yet known", "stopped")
REFUSED: Final[frozenset[Outcome]] = frozenset({"not eligible", "stopped"})


def is_gain(before: Outcome, after: Outcome) -> bool:
    """Tell whether a case that was refused would be eligible."""
    return before in REFUSED and after == "eligible"


def is_loss(before: Outcome, after: Outcome) -> bool:
    """Tell whether a case that was eligible would be refused."""
    return before == "eligible" and after in REFUSED


@dataclass(frozen=True, slots=True)
class OutcomeCount:
    """How many cases had this outcome under the old version, and would have under the new."""

    outcome: Outcome
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class Flow:
    """How many cases went from one outcome to another, or stayed."""

    before: Outcome
    after: Outcome
    cases: int


@dataclass(frozen=True, slots=True)
class GroupCount:
    """Who gains and who loses among the cases with one value of `by`; '' are cases without one.

    Gains: not eligible or stopped before, eligible after; loses: the other way round. None: suppressed, because the
    number is from 1 to 9 or would give such a number away.
    """

    by: str
    value: str
    cases: int | None
    gains: int | None
    loses: int | None


@dataclass(frozen=True, slots=True)
class Fees:
    """What all cases that are not stopped pay together, in the currency of the new version."""

    before: Decimal
    after: Decimal
    currency: str


@dataclass(frozen=True, slots=True)
class PagesAsked:
    """How many pages a case is asked on average."""

    before: float
    after: float


@dataclass(frozen=True, slots=True)
class Unanswered:
    """A question of the new version without whose answer this many cases cannot be judged."""

    question: str
    cases: int


@dataclass(frozen=True, slots=True)
class CriterionChange:
    """A criterion that came out differently; None: unknown, or there is none of this name."""

    name: str
    before: bool | None
    after: bool | None


@dataclass(frozen=True, slots=True)
class Example:
    """A case whose outcome changes. `case`: its reference, or its row in the file counted from 1."""

    case: str
    before: Outcome
    after: Outcome
    why: tuple[CriterionChange, ...]


@dataclass(frozen=True, slots=True)
class Replay:
    """The whole comparison. `cases` counts those judged; `erased` are cases that no longer have answers.

    `undecidable`: the new version asks for an answer that these cases do not have (`unanswered` says which).
    `fallback_rules` could not be judged in bulk. `fallback_cases` were judged row by row: all cases because of such a
    rule, or those in which a missing answer leaves a rule open.
    """

    cases: int
    changed: int
    outcomes: tuple[OutcomeCount, ...]
    flows: tuple[Flow, ...]
    groups: tuple[GroupCount, ...] = ()
    fees: Fees | None = None
    pages: PagesAsked = PagesAsked(0.0, 0.0)
    undecidable: int = 0
    unanswered: tuple[Unanswered, ...] = ()
    fallback_rules: tuple[str, ...] = ()
    fallback_cases: int = 0
    examples: tuple[Example, ...] = ()
    erased: int = 0
    seconds: float = 0.0

    @property
    def gains(self) -> int:
        """How many cases were refused and would be eligible."""
        return sum(flow.cases for flow in self.flows if is_gain(flow.before, flow.after))

    @property
    def loses(self) -> int:
        """How many cases were eligible and would be refused."""
        return sum(flow.cases for flow in self.flows if is_loss(flow.before, flow.after))


def as_json(replay: Replay) -> dict[str, object]:
    """Return plain JSON values; amounts of money are strings, what is suppressed is null."""
    fees = replay.fees
    return {
        "cases": replay.cases,
        "changed": replay.changed,
        "outcomes": {one.outcome: {"before": one.before, "after": one.after} for one in replay.outcomes},
        "flows": [{"before": flow.before, "after": flow.after, "cases": flow.cases} for flow in replay.flows],
        "groups": [
            {"by": one.by, "value": one.value, "cases": one.cases, "gains": one.gains, "loses": one.loses}
            for one in replay.groups
        ],
        "fees": None
        if fees is None
        else {"before": str(fees.before), "after": str(fees.after), "currency": fees.currency},
        "pages": {"before": replay.pages.before, "after": replay.pages.after},
        "undecidable": replay.undecidable,
        "unanswered": {one.question: one.cases for one in replay.unanswered},
        "erased": replay.erased,
        "fallback_rules": list(replay.fallback_rules),
        "fallback_cases": replay.fallback_cases,
        "examples": [
            {
                "case": one.case,
                "before": one.before,
                "after": one.after,
                "why": {change.name: {"before": change.before, "after": change.after} for change in one.why},
            }
            for one in replay.examples
        ],
        "seconds": round(replay.seconds, 3),
    }
