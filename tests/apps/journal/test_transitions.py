"""Steps of the event logs: written with their events, and the same when they are made anew. Runs on either database."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import connection, transaction

from servewell.apps.journal.operations import append
from servewell.apps.journal.transitions import refill_transitions

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)

pytestmark = pytest.mark.django_db


def happen(subject: str, *kinds: tuple[str, dict], by: str = "account:7") -> None:
    for place, (kind, data) in enumerate(kinds):
        with transaction.atomic():
            append(
                subject=subject, kind=kind, by=by, now=NOW + place * MINUTE, service="permit", version="v1", data=data
            )


def rows(*subjects: str) -> list[tuple]:
    marks = ", ".join(["%s"] * len(subjects))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT log, activity, previous, left_us - entered_us, turn, device FROM transition_row"
            f" WHERE subject IN ({marks}) ORDER BY event_id, log DESC",
            subjects,
        )
        return [tuple(row) for row in cursor.fetchall()]


def run(sql: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


@pytest.fixture
def life():
    """A draft with its case."""
    key = uuid4().hex
    draft, case = f"draft:{key}", f"case:{key}"
    begun = {"channel": "online", "device": "phone", "language": "en", "arm": ""}
    happen(draft, ("opened", begun), ("page_shown", {"page": "home"}), ("notice_sent", {}), by="resident")
    happen(case, ("submitted", {**begun, "draft": key, "stage": "received", "device": "desktop"}), by="resident")
    happen(
        case, ("viewed_by_staff", {"purpose": "casework"}), ("viewed_by_staff", {"purpose": "casework"}),
        ("put_aside", {"reason": "third party"}), ("taken_up", {}), ("decided", {"decision": "approve"}),
    )  # fmt: skip
    return draft, case


STEPS = [
    ("journey", "begun", None, None, "", "phone"),
    ("journey", "shown: home", "begun", 60_000_000, "resident", "phone"),
    ("journey", "submitted", "shown: home", 0, "resident", "desktop"),
    ("case", "submitted", None, None, "", "desktop"),
    ("case", "opened", "submitted", 0, "queue", "desktop"),
    ("case", "put aside", "opened", 120_000_000, "agency", "desktop"),
    ("case", "taken up again", "put aside", 60_000_000, "third party", "desktop"),
    ("case", "decided: approve", "taken up again", 60_000_000, "agency", "desktop"),
]


def test_steps_are_written_with_their_events(life):
    assert rows(*life) == STEPS
    assert refill_transitions(check_only=True).differences == 0


def test_steps_that_are_lost_or_wrong_are_made_anew_from_the_events(life):
    before = rows(*life)
    run("DELETE FROM transition_row WHERE activity = 'opened'")
    run("UPDATE transition_row SET turn = 'agency' WHERE activity = 'taken up again'")
    assert refill_transitions(check_only=True).differences >= 2
    refill_transitions()
    assert rows(*life) == before
    run("DELETE FROM transition_row")
    refill_transitions()
    assert rows(*life) == before
    assert refill_transitions().differences == 0


def test_steps_stand_or_fall_with_their_event():
    subject = f"case:{uuid4().hex}"
    with transaction.atomic():
        append(subject=subject, kind="returned", by="account:7", now=NOW)
        transaction.set_rollback(True)
    assert rows(subject) == []


def test_only_cases_and_drafts_have_steps():
    subject = f"service:{uuid4().hex}"
    happen(subject, ("version_published", {"number": 1}))
    assert rows(subject) == []
    assert refill_transitions(check_only=True).differences == 0
