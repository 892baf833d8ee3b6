"""A simulated year: every event is made by the real operations, only the clock is made up.

Each case is a story: a generator that acts and yields the moment at which it goes on. A heap runs all stories in the
order of their moments, so that the journal grows as it would have grown.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from random import Random
from typing import Any, TypeAlias

from django.db import DEFAULT_DB_ALIAS, connections, transaction

from servewell.apps.services import queries as offered
from servewell.cli.demo.progress import Progress
from servewell.cli.demo.stories import HABITS, World, tell

DAYS = 365
DRAFTS_FOR_A_CASE = 1.28
BATCH = 250  # actions a transaction: the disk is asked to be sure once for all of them

Waiting: TypeAlias = tuple[datetime, int, Iterator[datetime]]


def simulate_year(*, cases: int, seed: int, now: datetime) -> None:
    """Make at least `cases` submitted cases over the year before `now`; equal seeds tell equal stories."""
    random = Random(seed)  # noqa: S311 - a simulation, not a secret
    world = World(random=random, until=now)
    with Progress(f"Simulating a year of {cases} cases", cases) as progress, _without_savepoints():
        while world.submitted < cases:
            # Some drafts are left or end; whoever is missing begins in a further round.
            waiting = _beginnings(world, max(int((cases - world.submitted) * DRAFTS_FOR_A_CASE), 10), now)
            while waiting:
                told = world.submitted
                with transaction.atomic():
                    for _ in range(BATCH):
                        if waiting:
                            _go_on(waiting, now)
                progress.step(world.submitted - told)


@contextmanager
def _without_savepoints() -> Iterator[None]:
    """An error ends the simulation and undoes its batch, so that no operation needs a way back of its own."""
    database: Any = connections[DEFAULT_DB_ALIAS]
    allowed = database._savepoint_allowed
    database._savepoint_allowed = lambda: False
    try:
        yield
    finally:
        database._savepoint_allowed = allowed


def _beginnings(world: World, count: int, now: datetime) -> list[Waiting]:
    """Return the stories of new drafts as a heap."""
    habits = [habit for habit in HABITS if offered.is_published(habit.service)]
    weights = [habit.weight for habit in habits]
    moments = sorted(_beginning(world.random, now) for _ in range(count))
    chosen = world.random.choices(habits, weights, k=count)
    return [
        (moment, number, tell(world, habit, moment))
        for number, (moment, habit) in enumerate(zip(moments, chosen, strict=True))
    ]


def _go_on(waiting: list[Waiting], until: datetime) -> None:
    """Let the earliest story act once; it is put back if it goes on before `until`."""
    _, number, story = heapq.heappop(waiting)
    following = next(story, None)
    if following is not None and following < until:
        heapq.heappush(waiting, (following, number, story))


def _beginning(random: Random, now: datetime) -> datetime:
    """A moment in the year: fewer at weekends, most in the day, a little more each month."""
    while True:
        moment = now - timedelta(days=DAYS * (1 - random.random() ** 0.9), seconds=random.random() * 86_400)
        hour_weight = 1.0 if 8 <= moment.hour < 21 else 0.12
        day_weight = 0.45 if moment.weekday() >= 5 else 1.0
        if random.random() < hour_weight * day_weight:
            return min(moment, now - timedelta(minutes=5))
