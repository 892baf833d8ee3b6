"""Until when a case and its answers are kept, and what of it is due to be erased on a day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import TypeAlias
from zoneinfo import ZoneInfo

from servewell.core.definition.model import Definition, Keep
from servewell.core.promise.calendar import ONE_DAY, Calendar, add
from servewell.core.record import CaseState, is_held, open_review

Answers: TypeAlias = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Retention:
    """The last day on which the case, and each answer by its question's path, is kept; None while nobody can tell.

    An answer is never kept longer than its case.
    """

    case: date | None
    answers: Mapping[str, date | None]

    def is_due(self, today: date) -> bool:
        """Tell whether the whole case is due to be erased."""
        return self.case is not None and self.case < today

    def due_answers(self, today: date, held: Answers) -> tuple[str, ...]:
        """Return the questions with an answer among `held` that is due to be erased."""
        return tuple(path for path, last in self._held(held) if last < today)

    def next_on(self, held: Answers) -> date | None:
        """Return the first day on which something that is held is due, None while nothing will be."""
        days = [last for _, last in self._held(held)] + ([] if self.case is None else [self.case])
        return min(days) + ONE_DAY if days else None

    def _held(self, held: Answers) -> Iterator[tuple[str, date]]:
        for path, last in self.answers.items():
            if last is not None and is_held(path, held):
                yield path, last


def retention(state: CaseState, definition: Definition, *, calendar: Calendar, timezone: str) -> Retention:
    """Return until when a case is kept, by the version under which it is handled.

    While work goes on, a decision is contested or a review is under way nothing is due. A case that is decided and
    that nobody closes counts as closed on the day of its decision; one that was withdrawn has no decision and counts
    from its withdrawal.
    """
    if state.status == "open" or state.appealed_at is not None or open_review(state) is not None:
        return Retention(None, MappingProxyType({path: None for path, _, _ in definition.questions()}))
    zone = ZoneInfo(timezone)
    ended = state.closed_at or state.decided_at or state.submitted_at
    began = {"closing": ended, "decision": state.decided_at or ended, "submission": state.submitted_at}
    days = {since: moment.astimezone(zone).date() for since, moment in began.items()}

    def last_day(keep: Keep) -> date:
        return add(calendar, days[keep.since], keep.span)

    whole = last_day(definition.kept())
    own = {path: min(whole, last_day(definition.kept(path))) for path, _, _ in definition.questions()}
    return Retention(whole, MappingProxyType(own))
