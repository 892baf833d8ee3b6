"""Made-up logs of permits with a fault planted in them, and the truth about it.

A clean log has working hours, weekends, arrivals by weekday, log-normal waits and cases that are still open, and no
fault: whatever a finding claims about its causes, shapes, changes or groups is false. With a fault, every case draws
the same random numbers as without it, so that what the fault costs is known case by case.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from servewell.core.eventlog.log import EventLog
from servewell.core.eventlog.table import Batch
from servewell.gateways.logs import log_of_batches

Longs: TypeAlias = npt.NDArray[np.int64]
Floats: TypeAlias = npt.NDArray[np.float64]
Mask: TypeAlias = npt.NDArray[np.bool_]

HOUR: Final = 3_600_000_000
DAY: Final = 24 * HOUR
SHIFT: Final = 9 * HOUR  # from 8 to 17 o'clock, Monday to Friday
MONDAY: Final = 19_723 * DAY  # 1 January 2024
SPREAD: Final = 0.8  # of the logarithm of waits
ACTIVITIES: Final = (
    "Application received", "Registration", "Completeness check", "Information requested", "Information received",
    "Assessment", "Advice requested", "Advice received", "Draft decision", "Decision signed", "Permit granted",
    "Permit refused", "Forwarded", "Status enquiry",
)  # fmt: skip
RECEIVED, REGISTERED, CHECKED, ASKED, ANSWERED, ASSESSED, ADVICE, ADVISED, DRAFTED, SIGNED, GRANTED, REFUSED = range(12)
FORWARDED, ENQUIRY = 12, 13
DESK, WORKERS, ADVISERS, SIGNERS = range(10), range(10, 30), range(30, 36), range(36, 40)
TURNS: Final = ("resident", "queue", "third party")
ATTRIBUTES: Final[Mapping[str, Mapping[str, float]]] = {
    "type": {"shed": 0.35, "extension": 0.35, "house": 0.2, "business": 0.1},
    "channel": {"web": 0.55, "post": 0.2, "desk": 0.15, "phone": 0.1},
    "district": {"north": 0.3, "south": 0.25, "harbour": 0.2, "hill": 0.15, "old town": 0.1},
    "language": {"en": 0.7, "es": 0.2, "cy": 0.1},
}


@dataclass(frozen=True)
class Truth:
    """What was planted: the kind of finding that should name it, where, in which shape, and what it costs.

    `lost_days` is by how much all cases together lasted longer inside the log's period than they would have without
    the fault, or for how long a step held them back where the fault is a wait of its own; `cases` is how many of them
    the fault touched; `changed_at` is when it began.
    """

    kind: str
    where: Mapping[str, str]
    shape: str = ""
    size: float = 0.0
    lost_days: float = 0.0
    cases: int = 0
    changed_at: int | None = None


# By the name of a fault: what should be found, where, in which shape, and the usual size of it.
FAULTS: Final[Mapping[str, tuple[Truth, float]]] = {
    "queue": (Truth("wait", {"activity": "Assessment"}, "queue"), 0.1),
    "batch": (Truth("wait", {"activity": "Decision signed"}, "batch"), 1.0),
    "timer": (Truth("wait", {"activity": "Draft decision"}, "timer"), 0.9),
    "closed hours": (Truth("wait", {"activity": "Registration"}, "closed hours"), 0.05),
    "resource": (Truth("wait", {"activity": "Assessment", "resource": "person 13"}, "resource"), 1.0),
    "loop": (Truth("rework", {"activity": "Assessment"}), 0.3),
    "handover": (Truth("handover", {"previous": "Assessment", "activity": "Draft decision"}), 0.5),
    "ping-pong": (Truth("ping-pong", {}), 0.2),
    "contacts": (Truth("failure demand", {"activity": "Assessment"}), 0.5),
    "late": (Truth("promise", {"activity": "Advice received"}), 0.5),
    "driver": (Truth("driver", {"attribute": "type", "value": "business"}), 0.4),
    "slow group": (Truth("unequal treatment", {"attribute": "language", "value": "es"}, "time"), 0.2),
    "slow group at a step": (
        Truth("unequal treatment", {"attribute": "language", "value": "es", "activity": "Assessment"}, "time"), 0.5,
    ),
    "refused group": (Truth("unequal treatment", {"attribute": "language", "value": "es"}, "outcome"), 0.15),
    "slower since": (Truth("drift", {"activity": "Advice received"}, "waits"), 0.5),
    "mix since": (Truth("drift", {"activity": "Advice requested"}, "mix"), 0.2),
}  # fmt: skip
CHANGE: Final = 0.6  # of the log's period has passed when a change sets in


@dataclass(frozen=True)
class Planted:
    """Events and cases as the readers of files hand them on, and what was planted."""

    batch: Batch
    truth: Truth | None

    def log(self) -> EventLog:
        """Return the log as it is opened from a file."""
        return log_of_batches([self.batch])


def planted(
    fault: str | None = None,
    size: float | None = None,
    *,
    cases: int = 3_000,
    days: int = 365,
    seed: int = 0,
    is_mixed: bool = False,
) -> Planted:
    """Return a log with one fault (of FAULTS), or none.

    With `is_mixed`, the Spanish-speaking apply three times as often for a business permit, which takes everybody
    longer: groups differ, and nobody is treated worse.
    """
    truth, usual = FAULTS[fault] if fault else (None, 0.0)
    walk = _walked(fault or "", usual if size is None else size, cases, days, seed, is_mixed)
    if truth is None:
        return Planted(walk.batch(), None)
    without = _walked("", 0.0, cases, days, seed, is_mixed)
    told = Truth(
        truth.kind, truth.where, truth.shape, usual if size is None else size,
        lost_days=_lost(walk, without) / DAY,
        cases=int(walk.touched.sum()),
        changed_at=int(MONDAY + CHANGE * days * DAY) if truth.kind == "drift" else None,
    )  # fmt: skip
    return Planted(walk.batch(), told)


@dataclass
class _Walk:
    """Cases on their way: `now` is where each stands in working time, `events` what happened, step by step."""

    fault: str
    size: float
    days: int
    seed: int
    arrived: Longs
    attributes: dict[str, npt.NDArray[np.int64]]
    pace: Floats
    now: Longs = field(init=False)
    touched: Mask = field(init=False)
    resource: Longs = field(init=False)
    events: list[tuple[Longs, int, Longs, Longs, int]] = field(default_factory=list)
    drawn: int = 100
    held: float = 0.0  # by how much the queue, the batch or the timer held back what was done inside the log

    def __post_init__(self) -> None:
        self.now = working(self.arrived)
        self.touched = np.zeros(len(self.arrived), dtype=np.bool_)
        self.resource = np.full(len(self.arrived), -1, dtype=np.int64)
        everybody = np.arange(len(self.arrived))
        self.events.append((everybody, RECEIVED, self.arrived, self.resource.copy(), -1))

    def random(self) -> np.random.Generator:
        """Return numbers of their own for each question, so that a fault changes no other draw."""
        self.drawn += 1
        return np.random.default_rng([self.seed, self.drawn])

    def chance(self, share: float | Floats) -> Mask:
        """Draw for every case whether something happens."""
        return np.asarray(self.random().random(len(self.now)) < share)

    def value(self, name: str, value: str) -> Mask:
        """Tell which cases have a value."""
        return np.asarray(self.attributes[name] == list(ATTRIBUTES[name]).index(value))

    def is_after_change(self) -> Mask:
        """Tell which cases stand after the change."""
        return clock(self.now) >= CHANGE * self.days * DAY

    def step(self, activity: int, who: Mask, team: range | Longs, median_days: float, turn: int = 1) -> None:
        """Let an activity happen to some cases, after a wait, by one of a team or by the given people."""
        random = self.random()
        normal = random.standard_normal(len(self.now))
        anyone = random.integers(0, 1_000_000, len(self.now))
        people = np.array(team)[anyone % len(team)] if isinstance(team, range) else team
        wait = np.exp(SPREAD * normal) * (median_days * 5 / 7 * SHIFT) * self.pace
        wait *= self._slowed(activity, who, people)
        ready = (self.now + wait).astype(np.int64)
        done = self._held(activity, who, ready)
        inside = who & (clock(done) <= self.days * DAY)
        self.held += float((clock(done[inside]) - clock(ready[inside])).sum())
        self.now = np.where(who, done, self.now)
        self.resource = np.where(who, people, self.resource)
        rows = np.flatnonzero(who)
        self.events.append((rows, activity, clock(self.now[rows]), people[rows], turn))

    def _slowed(self, activity: int, who: Mask, people: Longs) -> Floats:
        """Return by which factor each wait before an activity is longer for the fault."""
        hit = {
            "resource": (ASSESSED,), "handover": (DRAFTED,), "slow group at a step": (ASSESSED,),
            "slower since": (ADVISED,), "driver": tuple(range(12)), "slow group": tuple(range(12)),
        }.get(self.fault, ())  # fmt: skip
        if activity not in hit:
            return np.ones(len(self.now))
        which = {
            "resource": lambda: people == 13,
            "handover": lambda: (people != self.resource) & np.isin(self.resource, WORKERS),
            "slow group": lambda: self.value("language", "es"),
            "slow group at a step": lambda: self.value("language", "es"),
            "slower since": self.is_after_change,
            "driver": lambda: self.value("type", "business"),
        }[self.fault]()
        self.touched |= who & which
        return np.where(which, 1 + self.size, 1.0)

    def _held(self, activity: int, who: Mask, done: Longs) -> Longs:
        """Return when an activity is done with the queue, the batch or the timer before it."""
        if self.fault == "queue" and activity == ASSESSED:
            return self._queued(who, done)
        if self.fault == "batch" and activity == SIGNED:
            batched = who & self.chance(self.size)
            week, rest = np.divmod(done, 5 * SHIFT)
            late = batched & (rest >= SHIFT)
            self.touched |= batched
            return np.where(late, (week + 1) * 5 * SHIFT + rest % SHIFT, done)
        if self.fault == "timer" and activity == DRAFTED:
            timed = who & self.chance(self.size)
            self.touched |= timed
            ready = self.now + 10 * SHIFT + self.random().integers(0, HOUR // 6, len(done))
            return np.where(timed, ready, done)
        if self.fault == "late" and activity == ADVISED:
            late = who & self.chance(self.size)
            self.touched |= late
            return np.where(late, done + 25 * SHIFT, done)
        return done

    def _queued(self, who: Mask, ready: Longs) -> Longs:
        """Return when one line, served in turn, is through; it has less time than its work takes (Lindley 1952)."""
        line = np.flatnonzero(who)
        if not len(line):
            return ready
        line = line[np.argsort(ready[line], kind="stable")]
        mean = (1 + self.size) * self.days * 5 / 7 * SHIFT / len(line)
        work = np.cumsum(self.random().exponential(mean, len(line)))
        before = np.concatenate([[0.0], work[:-1]])
        through = ready.copy()
        through[line] = (work + np.maximum.accumulate(ready[line] - before)).astype(np.int64)
        self.touched |= who
        return through

    def total(self) -> float:
        """Return how long all cases lasted together within the log's period."""
        last = np.zeros(len(self.arrived), dtype=np.int64)
        for rows, _, at, _, _ in self.events:
            inside = at <= self.days * DAY
            np.maximum.at(last, rows[inside], at[inside])
        return float((last - self.arrived).sum())

    def batch(self) -> Batch:
        """Return what happened up to the log's end, in the order of time."""
        case = np.concatenate([rows for rows, *_ in self.events])
        at = np.concatenate([times for _, _, times, _, _ in self.events])
        activity = np.concatenate([np.full(len(rows), code) for rows, code, *_ in self.events])
        people = np.concatenate([who for *_, who, _ in self.events])
        turn = np.concatenate([np.full(len(rows), code) for rows, *_, code in self.events])
        order = np.lexsort((activity, case, at))
        order = order[at[order] <= self.days * DAY]
        ids = pa.array([f"P-{number:06}" for number in range(len(self.arrived))])
        events = pa.table(
            {
                "case_id": _named(case[order], ids),
                "activity": _named(activity[order], ACTIVITIES),
                "happened_us": at[order] + MONDAY,
                "resource": _named(people[order], [f"person {number:02}" for number in range(40)]),
                "turn": _named(turn[order], TURNS),
            }
        )
        told = {name: _named(codes, list(ATTRIBUTES[name])) for name, codes in self.attributes.items()}
        return Batch(events, pa.table({"case_id": ids, **told}))


def _walked(fault: str, size: float, cases: int, days: int, seed: int, is_mixed: bool) -> _Walk:
    """Lead all cases through the permit process."""
    arrived, attributes = _arrivals(cases, days, seed), _mix(cases, seed, is_mixed)
    slow = np.isin(attributes["type"], [3]) if is_mixed else np.zeros(cases, dtype=np.bool_)
    walk = _Walk(fault, size, days, seed, arrived, attributes, np.where(slow, 1.6, 1.0))
    everybody = np.ones(cases, dtype=np.bool_)
    worker = walk.random().integers(WORKERS.start, WORKERS.stop, cases)
    worker = np.where(walk.chance(0.1 if fault == "resource" else 0.0), 13, worker)
    stays = walk.chance(0.7)  # with one person from the assessment to the draft
    other = WORKERS.start + (worker - WORKERS.start + walk.random().integers(1, len(WORKERS), cases)) % len(WORKERS)
    walk.step(REGISTERED, everybody, DESK, size if fault == "closed hours" else 0.5)
    walk.step(CHECKED, everybody, DESK, 3)
    _asked(walk, walk.chance(0.15), worker)
    _enquired(walk)
    walk.step(ASSESSED, everybody, worker, 6)
    for again in _loops(walk):
        _asked(walk, again, worker)
        walk.step(ASSESSED, again, worker, 6)
    advised = walk.chance(_advice(walk))
    walk.step(ADVICE, advised, worker, 0.5)
    walk.step(ADVISED, advised, ADVISERS, 10, turn=2)
    for number, forwarded in enumerate(_forwarded(walk)):
        walk.step(FORWARDED, forwarded, other if number % 2 == 0 else worker, 1)
    walk.step(DRAFTED, everybody, np.where(stays, worker, other), 4)
    walk.step(SIGNED, everybody, SIGNERS, 2)
    refused = walk.chance(np.where(_is_refused_more(walk), 0.2 + size, 0.2))
    walk.step(GRANTED, ~refused, DESK, 1)
    walk.step(REFUSED, refused, DESK, 1)
    return walk


def _lost(walk: _Walk, without: _Walk) -> float:
    """Return what a fault costs: at its step where it holds cases back there, else by how much longer cases last."""
    if walk.fault == "closed hours":
        return _until_open(walk)
    if walk.fault in ("queue", "batch", "timer"):
        return walk.held
    return walk.total() - without.total()


def _until_open(walk: _Walk) -> float:
    """Return how long all who came while the office was closed waited for its opening."""
    waited = clock(working(walk.arrived)) - walk.arrived
    walk.touched |= waited > 0
    return float(waited.sum())


def _asked(walk: _Walk, who: Mask, worker: Longs) -> None:
    walk.step(ASKED, who, worker, 1)
    walk.step(ANSWERED, who, DESK, 8, turn=0)


def _enquired(walk: _Walk) -> None:
    """Let people ask how far their case is, while it waits for assessment."""
    asks = walk.chance(walk.size if walk.fault == "contacts" else 0.0)
    walk.touched |= asks
    walk.step(ENQUIRY, asks, DESK, 2, turn=1)


def _loops(walk: _Walk) -> Iterator[Mask]:
    """Yield who has to be assessed again, and again."""
    again = walk.touched | True
    for _ in range(4):
        again = again & walk.chance(walk.size if walk.fault == "loop" else 0.0)
        walk.touched |= again
        yield again


def _advice(walk: _Walk) -> Floats:
    rises = walk.is_after_change() if walk.fault == "mix since" else np.zeros(len(walk.now), dtype=np.bool_)
    walk.touched |= rises
    return np.where(rises, 0.3 + walk.size, 0.3)


def _forwarded(walk: _Walk) -> Iterator[Mask]:
    who = walk.chance(walk.size if walk.fault == "ping-pong" else 0.0)
    walk.touched |= who
    for _ in range(4):
        yield who


def _is_refused_more(walk: _Walk) -> Mask:
    group = walk.value("language", "es") & (walk.fault == "refused group")
    walk.touched |= group
    return group


def _arrivals(cases: int, days: int, seed: int) -> Longs:
    """Return when cases arrive, in order: at any hour, more on Mondays, few at weekends."""
    random = np.random.default_rng([seed, 1])
    weights = np.resize([1.3, 1.1, 1.0, 1.0, 0.9, 0.4, 0.3], days)
    day = random.choice(days, cases, p=weights / weights.sum())
    hour = np.clip(random.normal(13, 4, cases), 0.0, 23.99)
    return np.sort((day * DAY + hour * HOUR).astype(np.int64))


def _mix(cases: int, seed: int, is_mixed: bool) -> dict[str, npt.NDArray[np.int64]]:
    """Return the codes of the cases' attributes, which have nothing to do with each other unless `is_mixed`."""
    random = np.random.default_rng([seed, 2])
    drawn = {
        name: random.choice(len(values), cases, p=list(values.values())).astype(np.int64)
        for name, values in ATTRIBUTES.items()
    }
    if is_mixed:
        moved = (drawn["language"] == 1) & (random.random(cases) < 0.25)
        drawn["type"] = np.where(moved, 3, drawn["type"])
    return drawn


def working(at: Longs) -> Longs:
    """Return working time (microseconds of shifts since the first Monday) of a time since then."""
    day, hour = np.divmod(at, DAY)
    week, weekday = np.divmod(day, 7)
    within = np.where(weekday < 5, np.clip(hour - 8 * HOUR, 0, SHIFT), 0)
    return np.asarray((week * 5 + np.minimum(weekday, 5)) * SHIFT + within)


def clock(worked: Longs) -> Longs:
    """Return the time since the first Monday at which so much time has been worked."""
    day, rest = np.divmod(worked, SHIFT)
    week, weekday = np.divmod(day, 5)
    return np.asarray((week * 7 + weekday) * DAY + 8 * HOUR + rest)


def _named(codes: Longs, names: pa.Array | list[str] | tuple[str, ...]) -> pa.Array:
    kept = pa.array(codes.astype(np.int32), mask=codes < 0)
    return pa.DictionaryArray.from_arrays(kept, pa.array(names)).cast(pa.string())
