"""The journal: appended once in order, linked, committed to, and never changed. Runs on either database."""

import hashlib
import hmac
import json
import threading
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, connections, transaction

from servewell.apps.journal import queries
from servewell.apps.journal.models import EventRow, Payload
from servewell.apps.journal.operations import Appended, append
from servewell.apps.journal.sealing import seal_all
from servewell.apps.journal.tree import numbered
from servewell.core.problem import ConflictError, ProblemError
from servewell.core.record import EVENT_KINDS, commit, leaf

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)

pytestmark = pytest.mark.django_db


def new_case() -> str:
    return f"case:{uuid4().hex}"


def note(subject: str, text: str = "Call back", *, now: datetime = NOW) -> Appended:
    with transaction.atomic():
        return append(
            subject=subject, kind="note_added", by="staff:7", now=now, service="permit", version="v1",
            data={"note": "n1"}, body={"text": text},
        )  # fmt: skip


def run(sql: str, *values: object) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)


def test_events_come_back_as_they_were_appended():
    subject = new_case()
    first, second = note(subject, "Ñandú عربي"), note(subject, "Again")
    found = queries.events_of(subject)
    assert found == (first.event, second.event)
    header = found[0].header
    assert (header.subject, header.seq, header.kind, header.actor) == (subject, 1, "note_added", "staff:7")
    assert (header.service, header.version, header.data) == ("permit", "v1", {"note": "n1"})
    assert (header.at, header.wall) == ("2026-11-23T09:00:00.000000Z",) * 2
    assert found[0].body == {"text": "Ñandú عربي"}


def test_each_event_is_linked_to_the_one_before():
    subject = new_case()
    appended = [note(subject) for _ in range(3)]
    found = [event.header for event in queries.events_of(subject)]
    assert [header.seq for header in found] == [1, 2, 3]
    assert [header.prev for header in found] == ["", appended[0].leaf.hex(), appended[1].leaf.hex()]


def test_subjects_are_counted_apart():
    one, other = new_case(), new_case()
    assert [note(one).seq, note(other).seq, note(one).seq] == [1, 1, 2]


def test_the_leaf_commits_to_header_and_body():
    subject = new_case()
    appended = note(subject, "Secret")
    row = EventRow.objects.get(subject=subject)
    kept = Payload.objects.get(event=row)
    assert bytes(row.leaf) == appended.leaf == leaf(bytes(row.header_commit), bytes(row.body_commit))
    assert commit(bytes(kept.header_salt), row.header.encode()) == bytes(row.header_commit)
    assert hmac.new(bytes(kept.body_salt), bytes(kept.body), hashlib.sha256).digest() == bytes(row.body_commit)
    assert json.loads(bytes(kept.body)) == {"text": "Secret"}


def test_equal_events_have_different_leaves():
    assert note(new_case()).leaf != note(new_case()).leaf


def test_the_columns_are_read_off_the_header_by_the_database():
    subject = new_case()
    note(subject)
    row = EventRow.objects.get(subject=subject)
    assert (row.subject, row.seq, row.kind) == (subject, 1, "note_added")
    with pytest.raises(DatabaseError):
        run("INSERT INTO event (header, header_commit, body_commit, leaf, seq) VALUES ('{}', '', '', '', 9)")


def test_a_clock_that_goes_back_does_not_turn_the_order_around():
    subject = new_case()
    note(subject, now=NOW)
    note(subject, now=NOW - timedelta(hours=1))
    note(subject, now=NOW + timedelta(hours=1))
    found = [event.header for event in queries.events_of(subject)]
    assert [header.at[11:16] for header in found] == ["09:00", "09:00", "10:00"]
    assert [header.wall[11:16] for header in found] == ["09:00", "08:00", "10:00"]


def test_instants_of_other_zones_are_stored_in_utc():
    subject = new_case()
    note(subject, now=datetime.fromisoformat("2026-11-23T12:00:00.5+03:00"))
    assert queries.events_of(subject)[0].header.at == "2026-11-23T09:00:00.500000Z"


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE event SET header = '{}' WHERE subject = %s",
        "UPDATE event SET leaf = leaf WHERE subject = %s",
        "DELETE FROM event WHERE subject = %s",
        "UPDATE payload SET body = NULL WHERE event_id = (SELECT max(id) FROM event WHERE subject = %s)",
    ],
)
def test_the_database_refuses_changes(change):
    subject = new_case()
    note(subject)
    before = queries.events_of(subject)
    with pytest.raises(DatabaseError):
        run(change, subject)
    assert queries.events_of(subject) == before


@pytest.mark.skipif(connection.vendor != "sqlite", reason="only SQLite has INSERT OR REPLACE")
def test_nothing_takes_the_place_of_an_event():
    subject = new_case()
    note(subject)
    row = EventRow.objects.get(subject=subject)
    before = queries.events_of(subject)
    for columns, values in (
        ("id, header", [row.pk, row.header.replace("staff:7", "staff:8")]),
        ("header", [row.header]),
    ):
        marks = ", ".join(["%s"] * (len(values) + 3))
        with pytest.raises(DatabaseError):
            run(
                f"INSERT OR REPLACE INTO event ({columns}, header_commit, body_commit, leaf) VALUES ({marks})",
                *values, b"x" * 32, b"x" * 32, b"x" * 32,
            )  # fmt: skip
    assert queries.events_of(subject) == before


@pytest.mark.skipif(connection.vendor != "postgresql", reason="only PostgreSQL has TRUNCATE")
def test_the_journal_cannot_be_emptied_at_once():
    note(new_case())
    with pytest.raises(DatabaseError, match="append-only"):
        run("TRUNCATE event CASCADE")


def test_an_erased_body_leaves_the_event():
    subject = new_case()
    appended = note(subject)
    Payload.objects.filter(event__subject=subject).delete()
    (event,) = queries.events_of(subject)
    assert event.body is None
    assert event.header == appended.event.header
    assert note(subject).seq == 2


def test_an_event_that_is_not_new_is_a_conflict(monkeypatch):
    """As when two processes read the same last number: the database lets only one in."""
    subject = new_case()
    note(subject)
    monkeypatch.setattr("servewell.apps.journal.operations._last_of", lambda *_: (0, "", "", None))
    with pytest.raises(ConflictError) as raised:
        note(subject)
    assert raised.value.problems[0].code == "appended-at-once"
    assert len(queries.events_of(subject)) == 1


def test_after_a_conflict_the_caller_can_try_again(monkeypatch):
    subject = new_case()
    note(subject)
    with monkeypatch.context() as blind:
        blind.setattr("servewell.apps.journal.operations._last_of", lambda *_: (0, "", "", None))
        with pytest.raises(ConflictError):
            note(subject)
    assert note(subject).seq == 2


def test_an_event_stands_or_falls_with_the_change_that_it_tells():
    subject = new_case()
    with transaction.atomic():
        append(subject=subject, kind="returned", by="staff:7", now=NOW)
        transaction.set_rollback(True)
    assert queries.events_of(subject) == ()


@pytest.mark.django_db(transaction=True)
def test_an_event_without_transaction_is_refused():
    with pytest.raises(RuntimeError, match="transaction"):
        append(subject=new_case(), kind="returned", by="staff:7", now=NOW)


@pytest.mark.parametrize(
    ("subject", "kind", "more", "error"),
    [
        ("case:1", "not_a_kind", {}, KeyError),
        ("draft:1", "submitted", {}, ValueError),
        ("person:1", "returned", {}, ValueError),
        ("case:1", "returned", {"data": {"name": "Ana"}}, ValueError),
        ("case:1", "returned", {"body": {"name": "Ana"}}, ValueError),
        ("case:1", "note_added", {"data": {"note": "n", "text": "Ana called"}}, ValueError),
        ("case:1", "note_added", {"data": {"note": 1.5}}, TypeError),
        ("case:1", "note_added", {"body": {"text": "a\x00b"}}, ProblemError),
        ("case:1", "note_added", {"body": {"text": "\ud800"}}, ProblemError),
    ],
)
def test_what_is_not_documented_or_not_storable_is_refused(subject, kind, more, error):
    before = queries.count()
    with pytest.raises(error), transaction.atomic():
        append(subject=subject, kind=kind, by="staff:7", now=NOW, **more)
    assert queries.count() == before


@pytest.mark.parametrize("kind", EVENT_KINDS)
def test_every_kind_can_be_appended_without_anything_personal(kind):
    stream = EVENT_KINDS[kind].streams[0]
    with transaction.atomic():
        appended = append(subject=f"{stream}:{uuid4().hex}", kind=kind, by="system", now=NOW)
    assert appended.event.body is None


def test_the_stream_gives_all_in_order_a_piece_at_a_time():
    subjects = [new_case() for _ in range(3)]
    seal_all()
    start = numbered()
    for subject in subjects * 2:
        note(subject)
    assert queries.stream(after=start) == (), "nothing without a number"
    seal_all()
    whole = queries.stream(after=start)
    assert [event.header.subject for event in whole] == subjects * 2
    assert [event.header.seq for event in whole] == [1, 1, 1, 2, 2, 2]
    assert queries.stream(after=start, limit=4) == whole[:4]
    assert queries.count() >= 6


def test_subjects_are_listed_by_their_beginning(monkeypatch):
    monkeypatch.setattr(queries, "CHUNK", 2)
    mark = uuid4().hex
    wanted = [f"case:{mark}{n}" for n in range(5)]
    for subject in [*reversed(wanted), wanted[0], new_case()]:
        note(subject)
    assert list(queries.subjects(f"case:{mark}")) == wanted
    assert list(queries.subjects(f"draft:{mark}")) == []


@pytest.mark.django_db(transaction=True)
def test_events_appended_at_the_same_moment_have_one_order():
    """Losers of a race are told so and try again; nothing is lost and no number is given twice."""
    subject, refused = new_case(), []

    def write() -> None:
        written = 0
        while written < 10:
            try:
                note(subject)
                written += 1
            except ConflictError as conflict:
                refused.append(conflict)
        connections.close_all()

    threads = [threading.Thread(target=write) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    found = queries.events_of(subject)
    assert [event.header.seq for event in found] == list(range(1, 41))
    leaves = [
        bytes(row) for row in EventRow.objects.filter(subject=subject).order_by("seq").values_list("leaf", flat=True)
    ]
    assert [event.header.prev for event in found] == ["", *(one.hex() for one in leaves[:-1])]
    assert connection.vendor == "postgresql" or not refused, "on SQLite writers take turns"
