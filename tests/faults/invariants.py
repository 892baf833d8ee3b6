"""What has to hold after any fault: everything confirmed is there, once, and the record is whole."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field

from django.db import connection

from servewell.apps.cases.rebuild import rebuild
from servewell.apps.journal.auditing import audit
from servewell.apps.journal.transitions import refill_transitions


@dataclass
class Confirmed:
    """What was confirmed of each draft, from the lines that came through."""

    events: int = 0
    answered: Counter[str] = field(default_factory=Counter)
    opened: set[str] = field(default_factory=set)
    cases: dict[str, str] = field(default_factory=dict)
    written: set[str] = field(default_factory=set)
    died: list[str] = field(default_factory=list)
    contradicted: int = 0

    def take(self, line: str) -> None:
        kind, draft, case = line.split(" ")
        if kind == "died":
            self.died.append(f"A thread died of {draft}: {case}.")
            return
        if kind == "opened":
            self.opened.add(draft)
        elif kind == "page_answered":
            self.answered[draft] += 1
        elif kind == "submitted":
            if draft in self.cases:  # confirmed before, and now again: the same case, or there are two
                self.contradicted += self.cases[draft] != case
                return
            self.cases[draft] = case
        elif draft in self.written:
            return
        else:
            self.written.add(draft)
        self.events += 1

    def unsent(self) -> list[str]:
        """Return drafts that are complete and whose sending was not confirmed to the end."""
        return [draft for draft, pages in self.answered.items() if pages == 2 and draft not in self.written]


@dataclass(frozen=True)
class Verdict:
    """Counts of what is not as it has to be; all 0 when it is."""

    lost: int
    doubled: int
    broken: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.lost} lost, {self.doubled} doubled, {len(self.broken)} broken"


def rows(question: str) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(question)
        return cursor.fetchall()


def judge(confirmed: Confirmed) -> Verdict:
    """Compare the database with what was confirmed, and the record with itself."""
    kinds: dict[str, Counter[str]] = {}
    for subject, kind, count in rows("SELECT subject, kind, count(*) FROM event GROUP BY subject, kind"):
        kinds.setdefault(str(subject), Counter())[str(kind)] = int(str(count))
    stored = {str(draft): str(case) for draft, case in rows("SELECT draft_id, id FROM cases_case")}
    lost = sum(kinds.get(f"draft:{draft}", Counter())["opened"] < 1 for draft in confirmed.opened)
    for draft, pages in confirmed.answered.items():
        lost += max(0, pages - kinds.get(f"draft:{draft}", Counter())["page_answered"])
    lost += sum(stored.get(draft) != case for draft, case in confirmed.cases.items())
    lost += sum(kinds.get(f"case:{case}", Counter())["submitted"] < 1 for case in confirmed.cases.values())
    lost += sum(
        kinds.get(f"case:{confirmed.cases[draft]}", Counter())["message_received"] < 1 for draft in confirmed.written
    )
    doubled = confirmed.contradicted
    once = ("opened", "submitted", "message_received")
    doubled += sum(max(0, counts[kind] - 1) for counts in kinds.values() for kind in once)
    doubled += len(rows("SELECT draft_id FROM cases_case GROUP BY draft_id HAVING count(*) > 1"))
    doubled += sum(max(0, counts["page_answered"] - 2) for counts in kinds.values())
    return Verdict(lost, doubled, (*confirmed.died, *_broken()))


def _broken() -> list[str]:
    found = [*map(str, audit(connection, verifier=None).faults), *rebuild(check_only=True).differences]
    steps = refill_transitions(check_only=True)
    if steps.differences:
        found.append(f"{steps.differences} steps differ")
    if connection.vendor == "sqlite":
        found += [str(words) for (words,) in rows("PRAGMA integrity_check") if words != "ok"]
    return found + _back_in_time()


def _back_in_time() -> list[str]:
    """Return the events that say they happened before the one before them: the clock may go back, the record not."""
    found, last = [], ("", "")
    for subject, header in rows("SELECT subject, header FROM event ORDER BY subject, seq"):
        at = str(json.loads(str(header))["at"])
        if last[0] == subject and at < last[1]:
            found.append(f"{subject} goes back from {last[1]} to {at}")
        last = (str(subject), at)
    return found
