"""What is committed to cannot be changed, taken out or put in unseen, within the events of one subject."""

import pytest
from django.db import connection, transaction
from tests.cast import NOW

from servewell.apps.journal import operations as journal
from servewell.apps.journal.chains import check_chains

pytestmark = pytest.mark.django_db(transaction=True)
GUARDS = {
    "sqlite": ("DROP TRIGGER event_no_update", "DROP TRIGGER event_no_delete", "DROP TRIGGER payload_no_update"),
    "postgresql": (
        "ALTER TABLE event DISABLE TRIGGER USER",
        "ALTER TABLE payload DISABLE TRIGGER USER",
        "ALTER TABLE payload DROP CONSTRAINT IF EXISTS payload_event_id_fkey",
    ),
}


@pytest.fixture
def events(transactional_db):
    """Three events of each of two subjects, in a transaction that is taken back after the test."""
    with transaction.atomic():
        for subject in ("case:a", "case:b"):
            for text in ("one", "two", "three"):
                journal.append(subject=subject, kind="message_sent", by="x", now=NOW, body={"text": text})
        with connection.cursor() as cursor:
            for statement in GUARDS[connection.vendor]:
                cursor.execute(statement)
        yield
        transaction.set_rollback(True)


def number(subject: str, seq: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM event WHERE subject = %s AND seq = %s", [subject, seq])
        return int(cursor.fetchone()[0])


def run(statement: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def test_what_nobody_touched_is_whole(events) -> None:
    checked = check_chains()
    assert checked.faults == ()
    assert checked.events >= 6


def test_an_erased_payload_leaves_the_event_whole(events) -> None:
    run("DELETE FROM payload WHERE event_id = %s", number("case:a", 2))
    assert check_chains().faults == ()


@pytest.mark.parametrize(
    ("statement", "subject", "seq", "words"),
    [
        ("UPDATE payload SET body = %s WHERE event_id = %s", "case:a", 2, "its body is not"),
        ("UPDATE payload SET header_salt = %s WHERE event_id = %s", "case:b", 1, "its header is not"),
        ("UPDATE event SET leaf = %s WHERE id = %s", "case:b", 3, "its leaf is not"),
        ("UPDATE event SET body_commit = %s WHERE id = %s", "case:a", 3, "its leaf is not"),
    ],
)
def test_other_bytes_are_found(events, statement: str, subject: str, seq: int, words: str) -> None:
    run(statement, b"\x01" * 32, number(subject, seq))
    faults = check_chains().faults
    assert any(fault.startswith(f"Event {seq} of {subject}: ") and words in fault for fault in faults)


def test_a_gap_and_a_link_to_what_is_gone_are_found(events) -> None:
    middle = number("case:a", 2)
    run("DELETE FROM payload WHERE event_id = %s", middle)
    run("DELETE FROM event WHERE id = %s", middle)
    faults = check_chains().faults
    assert "Event 3 of case:a: the event before has number 1." in faults
    assert "Event 3 of case:a: it does not follow the event before." in faults


def test_two_events_that_change_places_are_found(events) -> None:
    one, two = number("case:a", 2), number("case:b", 2)
    for event, other in ((one, two),):
        run(
            "UPDATE payload SET body = (SELECT body FROM payload WHERE event_id = %s) WHERE event_id = %s", other, event
        )
    run(
        "UPDATE payload SET body_salt = (SELECT body_salt FROM payload WHERE event_id = %s) WHERE event_id = %s",
        two,
        one,
    )
    assert check_chains().faults == ("Event 2 of case:a: its body is not what was committed to.",)
