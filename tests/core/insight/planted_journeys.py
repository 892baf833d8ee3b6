"""Journeys through three pages with known drop-out and known faults."""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa

from servewell.core.eventlog.log import EventLog
from servewell.core.eventlog.table import Batch
from servewell.gateways.logs import log_of_batches

MINUTE = 60_000_000
DAY = 86_400_000_000
START = 1_700_000_000_000_000
PAGES = {"about-you": ("full_name", "born_on"), "income": ("earnings", "rent"), "home": ("postcode",)}
Chance = Callable[[str, str, str], float]  # of page or question, device, language


@dataclass
class _Rows:
    rows: list[tuple] = field(default_factory=list)

    def add(self, draft: int, activity: str, at: int, device: str, language: str, question: str | None = None) -> None:
        fault = None if question is None else ",".join("missing" for _ in question.split(","))
        self.rows.append((f"d{draft:05}", activity, at, device, language, question, fault))


def journeys(
    count: int = 2_000,
    *,
    seed: int = 1,
    leave: Chance = lambda page, device, language: 0.05,
    refuse: Chance = lambda question, device, language: 0.05,
    leave_refused: float = 0.0,
    channel: str = "online",
) -> EventLog:
    """Return the log of `count` drafts begun in 300 days; who is refused and does not leave answers the next time."""
    chance, rows = np.random.default_rng(seed), _Rows()
    for draft, begun in enumerate(np.sort(chance.integers(0, 300 * DAY, count)).tolist()):
        device = str(chance.choice(["phone", "desktop", "tablet"], p=[0.5, 0.4, 0.1]))
        language = str(chance.choice(["en", "es"], p=[0.8, 0.2]))
        _one(rows, chance, (draft, START + begun, device, language), leave, refuse, leave_refused)
    # Nobody can still come back to drafts that are this old.
    rows.add(count, "begun", START + 340 * DAY, "phone", "en")
    columns = [list(column) for column in zip(*rows.rows, strict=True)]
    names = ("case_id", "activity", "happened_us", "device", "language", "question", "fault")
    table = pa.table(dict(zip(names, columns, strict=True)))
    table = table.append_column("resource", pa.nulls(len(table), pa.string()))
    table = table.append_column("channel", pa.array([channel] * len(table)))
    return log_of_batches([Batch(table, pa.table({"case_id": pa.array([], pa.string())}))])


def _one(rows: _Rows, chance, who: tuple, leave: Chance, refuse: Chance, leave_refused: float) -> None:
    draft, at, device, language = who
    rows.add(draft, "begun", at, device, language)
    for page, questions in PAGES.items():
        at += MINUTE
        rows.add(draft, f"shown: {page}", at, device, language)
        if chance.random() < leave(page, device, language):
            return
        refused = [name for name in questions if chance.random() < refuse(name, device, language)]
        if refused:
            at += MINUTE
            rows.add(draft, f"refused: {page}", at, device, language, ",".join(refused))
            if chance.random() < leave_refused:
                return
        at += MINUTE
        rows.add(draft, f"answered: {page}", at, device, language)
    rows.add(draft, "submitted", at + MINUTE, device, language)
