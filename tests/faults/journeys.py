"""What is under way when something fails: residents apply and write, in several threads, and say what was confirmed.

Nothing is said before the operation returned. What was not confirmed is sent again with the key it was born with.
"""

from __future__ import annotations

import os
import random
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db import InterfaceError, OperationalError, connection
from tests.cast import ABOUT_YOU, HOME, Cast, begin

from servewell.apps.cases import operations as cases
from servewell.apps.people.actor import guest_of_case, guest_of_draft

FAULTS = (OperationalError, InterfaceError)


@dataclass
class Clock:
    """Real time, now and then set back or forth by up to two hours."""

    chance: random.Random
    share: float = 0.05

    def __call__(self) -> datetime:
        now = datetime.now(UTC)
        jump = self.chance.uniform(-7200, 7200) if self.chance.random() < self.share else 0
        return now + timedelta(seconds=jump)


@dataclass
class Resident:
    """One thread of journeys. `tell` writes one line: kind of event, draft, case."""

    cast: Cast
    clock: Clock
    tell: Callable[[str], None]

    def live(self, unsent: Sequence[str], pause: float = 0) -> None:
        """Send what was not confirmed, then begin journeys until the process ends."""
        for draft in unsent:
            self.retried(self.send, draft)
        while True:
            try:
                draft = self.fill_in()
            except FAULTS:
                connection.close()
                time.sleep(0.02)
                continue
            self.retried(self.send, draft)
            time.sleep(pause)

    def fill_in(self) -> str:
        draft = begin(self.cast, now=self.clock())
        self.tell(f"opened {draft} -")
        for page, answers in (("about-you", ABOUT_YOU), ("home", HOME)):
            cases.save_page(draft_id=draft, page=page, answers=answers, by=guest_of_draft(draft), now=self.clock())
            self.tell(f"page_answered {draft} -")
        return draft

    def send(self, draft: str) -> None:
        by = guest_of_draft(draft)
        sent = cases.submit(draft_id=draft, submission_key=f"key-{draft}", by=by, now=self.clock())
        self.tell(f"submitted {draft} {sent.case_id}")
        text = f"About {draft}"
        cases.send_message(case_id=sent.case_id, text=text, by=guest_of_case(sent.case_id), now=self.clock())
        self.tell(f"message_received {draft} {sent.case_id}")

    def retried(self, step: Callable[[str], None], draft: str) -> None:
        """Do a step until it is confirmed, however often its answer gets lost."""
        while True:
            try:
                return step(draft)
            except FAULTS:
                connection.close()
                time.sleep(0.02)


def live_until_killed(cast: Cast, told: int, seed: int, threads: int, unsent: Sequence[str]) -> None:
    """Run residents in threads of this process; what is confirmed is written to the pipe `told`."""

    def tell(line: str) -> None:
        os.write(told, f"{line}\n".encode())

    # Whoever stops for another reason than the fault leaves less load behind, and perhaps a fault of ours.
    threading.excepthook = lambda died: tell(f"died {died.exc_type.__name__} {str(died.exc_value).replace(' ', '_')}")
    running = [
        threading.Thread(
            target=Resident(cast, Clock(random.Random(seed * 100 + number)), tell).live,
            args=(unsent[number::threads],),
            daemon=True,
        )
        for number in range(threads)
    ]
    for thread in running:
        thread.start()
    for thread in running:
        thread.join()
