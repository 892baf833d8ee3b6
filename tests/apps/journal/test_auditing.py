"""The audit finds what an administrator of the database did, and names event, case and column. On either database."""

import hashlib
import json
import secrets

import pytest
from django.db import connection
from tests.apps.journal.records import NOW, ask, audited, fill, found_by, run, unguarded

from servewell.apps.journal import tree
from servewell.apps.journal.auditing import audit
from servewell.apps.journal.erasing import erase_bodies
from servewell.apps.journal.keys import installation_key
from servewell.apps.journal.operations import append
from servewell.apps.journal.sealing import seal, seal_all
from servewell.core.record import commit, leaf
from servewell.core.record.checkpoints import WITNESS, Signer
from servewell.core.record.edge import WIDTH

pytestmark = pytest.mark.django_db


class Record:
    """A record with some events of ours at its end, and the checkpoint that somebody outside remembers."""

    def __init__(self, events: int) -> None:
        seal_all()
        self.first = tree.numbered()
        self.subjects = fill(events)
        self.size = tree.numbered()
        self.outside = self.note()
        self.ids = [row[0] for row in ask("SELECT event_id FROM position WHERE pos >= %s ORDER BY pos", self.first)]

    def note(self) -> str:
        return ask("SELECT note FROM checkpoint ORDER BY size DESC LIMIT 1")[0][0]

    def place(self, index: int) -> str:
        """How a fault names one of our events."""
        return f"event {self.ids[index]} (number {self.first + index + 1}), {self.subjects[index % 5]} {index // 5 + 1}"


@pytest.fixture
def record():
    """Enough for a full tile and a part of one."""
    return Record(300)


def test_a_record_as_it_was_sealed_passes(record):
    told = audited(record.outside)
    assert told.faults == ()
    assert (told.size, told.events, told.note) == (record.size, record.size, record.outside)
    assert told.checkpoints >= 43


def test_events_that_wait_for_their_number_are_checked_too(record):
    append(subject=record.subjects[0], kind="returned", by="system", now=NOW)
    told = audited()
    assert (told.faults, told.events - told.size) == ((), 1)
    with unguarded():
        run("UPDATE event SET header = replace(header, 'system', 'nobody') WHERE id = (SELECT max(id) FROM event)")
    assert "(without number)" in found_by(audited())


def changed(record: Record, index: int, column: str, value: object, table: str = "event") -> str:
    key = "id" if table == "event" else "event_id"
    with unguarded():
        run(f"UPDATE {table} SET {column} = %s WHERE {key} = %s", value, record.ids[index])
    return found_by(audited())


@pytest.mark.parametrize("index", [17, 297], ids=["in a full tile", "in the last tile"])
@pytest.mark.parametrize(
    ("column", "table"),
    [
        ("header_commit", "event"), ("body_commit", "event"), ("leaf", "event"),
        ("header_salt", "payload"), ("body_salt", "payload"),
    ],
)  # fmt: skip
def test_a_salt_a_commitment_or_a_leaf_that_was_changed_is_named(record, index, column, table):
    told = changed(record, index, column, secrets.token_bytes(32), table)
    named = [line for line in told.splitlines() if line.startswith(record.place(index))]
    assert any(column in line for line in named), told


def test_a_header_that_was_changed_is_named(record):
    (header,) = ask("SELECT header FROM event WHERE id = %s", record.ids[40])[0]
    told = changed(record, 40, "header", header.replace("account:7", "account:8"))
    assert told.startswith(f"{record.place(40)}, header or header_salt: The header does not fit its commitment.")


def test_a_body_that_was_changed_is_named(record):
    told = changed(record, 40, "body", b'{"text":"Never call back"}', "payload")
    assert told.startswith(f"{record.place(40)}, body or body_salt: The body does not fit its commitment.")


@pytest.mark.parametrize("index", [17, 297], ids=["in a full tile", "in the last tile"])
def test_an_event_that_was_written_anew_with_commitments_that_fit_is_found(record, index):
    """Nothing is wrong with the event itself; what follows it and the tree tell."""
    header, salt, body_commit = ask(
        "SELECT header, header_salt, body_commit FROM event JOIN payload ON event_id = id WHERE id = %s",
        record.ids[index],
    )[0]
    forged = header.replace("account:7", "account:8")
    commits = commit(bytes(salt), forged.encode()), bytes(body_commit)
    with unguarded():
        run(
            "UPDATE event SET header = %s, header_commit = %s, leaf = %s WHERE id = %s",
            forged, commits[0], leaf(*commits), record.ids[index],
        )  # fmt: skip
    told = found_by(audited())
    if index == 17:
        assert f"{record.place(17)}, leaf or number: The leaf is not the one that stood here" in told
        assert f"{record.place(22)}, prev: It names another event before it" in told
    else:
        size = record.first + 301
        assert "[record-root]" in told
        assert f"to {min(size, record.size)} was changed" in told


def forget(record: Record, ids: list[int]) -> None:
    marks = ", ".join(["%s"] * len(ids))
    run(f"DELETE FROM position WHERE event_id IN ({marks})", *ids)
    run(f"DELETE FROM payload WHERE event_id IN ({marks})", *ids)
    run(f"DELETE FROM event WHERE id IN ({marks})", *ids)


def test_the_last_ten_events_that_were_deleted_are_missed(record):
    with unguarded():
        forget(record, record.ids[-10:])
    told = found_by(audited())
    assert f"number {record.size}: No event has this number." in told
    assert told.count("[record-gap]") == 10


def test_an_event_that_was_deleted_and_the_rest_numbered_anew_is_missed(record):
    with unguarded():
        forget(record, [record.ids[100]])
        later = ask("SELECT event_id FROM position WHERE pos > %s ORDER BY pos", record.first + 100)
        run("DELETE FROM position WHERE pos > %s", record.first + 100)
        for place, (number,) in enumerate(later):
            run("INSERT INTO position (pos, event_id) VALUES (%s, %s)", record.first + 100 + place, number)
    told = found_by(audited())
    assert f"{record.subjects[0]} 22, prev: It is the subject's event 22 and follows event 20" in told
    assert f"number {record.size}: No event has this number." in told


def test_payloads_that_changed_places_are_named(record):
    one, other = record.ids[10], record.ids[20]
    with unguarded():
        rows = ask("SELECT event_id, header_salt, body_salt, body FROM payload WHERE event_id IN (%s, %s)", one, other)
        run("DELETE FROM payload WHERE event_id IN (%s, %s)", one, other)
        for number, *values in rows:
            run("INSERT INTO payload VALUES (%s, %s, %s, %s)", other if number == one else one, *values)
    told = found_by(audited())
    assert f"{record.place(10)}, body or body_salt" in told
    assert f"{record.place(20)}, body or body_salt" in told


def test_numbers_that_changed_places_are_named(record):
    with unguarded():
        run("DELETE FROM position WHERE pos IN (%s, %s)", record.first + 31, record.first + 33)
        run("INSERT INTO position VALUES (%s, %s)", record.first + 31, record.ids[33])
        run("INSERT INTO position VALUES (%s, %s)", record.first + 33, record.ids[31])
    told = found_by(audited())
    assert f"event {record.ids[33]} (number {record.first + 32})" in told
    assert f"event {record.ids[31]} (number {record.first + 34})" in told


def cut(record: Record, size: int) -> None:
    """Take the end of the record away with everything that tells of it."""
    gone = [row[0] for row in ask("SELECT event_id FROM position WHERE pos >= %s", size)]
    run("DELETE FROM checkpoint WHERE size > %s", size)
    run("DELETE FROM tile WHERE (number + 1) * 256 > %s", size)
    forget(record, gone)


def test_a_record_cut_with_its_checkpoints_is_caught_by_a_remembered_one(record):
    size = ask("SELECT max(size) FROM checkpoint WHERE size <= %s", record.size - 10)[0][0]
    with unguarded():
        cut(record, size)
    assert audited().faults == (), "nothing inside can tell"
    told = audited(record.outside)
    assert [fault.code for fault in told.faults] == ["record-fork"]
    assert f"remembered checkpoint of {record.size} events: The record has {size} numbered events" in found_by(told)


def sign_anew(record: Record, key: Signer) -> None:
    """Number, hash and sign everything again, as somebody can who has the key."""
    for table in ("checkpoint", "tile", "position"):
        run(f"DELETE FROM {table}")
    seal_all(key=key)


def test_a_record_signed_anew_by_who_holds_the_key_is_caught_by_a_remembered_checkpoint(record):
    header, salt, body_commit = ask(
        "SELECT header, header_salt, body_commit FROM event JOIN payload ON event_id = id WHERE id = %s",
        record.ids[299],
    )[0]
    forged = header.replace("account:7", "account:8")
    commits = commit(bytes(salt), forged.encode()), bytes(body_commit)
    with unguarded():
        run(
            "UPDATE event SET header = %s, header_commit = %s, leaf = %s WHERE id = %s",
            forged, commits[0], leaf(*commits), record.ids[299],
        )  # fmt: skip
        sign_anew(record, installation_key())
    assert audited().faults == (), "nothing inside can tell"
    told = audited(record.outside)
    assert [fault.code for fault in told.faults] == ["record-fork"]
    assert f"remembered checkpoint of {record.size} events: Its root is not the root" in found_by(told)


def test_a_record_signed_with_another_key_is_refused(record):
    with unguarded():
        sign_anew(record, Signer(installation_key().name, bytes(32)))
    assert "[other-record-key]" in found_by(audited())


def test_an_old_checkpoint_in_the_place_of_the_last_is_found(record):
    old = ask("SELECT note FROM checkpoint WHERE size < %s ORDER BY size DESC LIMIT 1", record.size)[0][0]
    with unguarded():
        run("UPDATE checkpoint SET note = %s WHERE size = %s", old, record.size)
    assert f"checkpoint {record.size}, size: The note is of" in found_by(audited())


def test_an_old_checkpoint_with_the_later_ones_gone_is_found(record):
    with unguarded():
        run("DELETE FROM checkpoint WHERE size > %s", record.size - 20)
    assert "events have a number, but no checkpoint is over them" in found_by(audited())


def test_a_payload_that_is_gone_needs_an_event_that_tells_why(record):
    run("DELETE FROM payload WHERE event_id = %s", record.ids[5])
    told = audited()
    assert found_by(told) == (
        f"{record.place(5)}, payload: Salts and body are gone, and no event says that they were erased."
        " [record-altered]"
    )
    assert told.erased == 1


def test_what_an_event_says_was_erased_may_be_gone_and_nothing_else_of_that_case(record):
    append(
        subject=record.subjects[2], kind="erased", by="system", now=NOW,
        data={"ground": "retention", "questions": [], "events": [1, 2]},
    )  # fmt: skip
    erase_bodies(subject=record.subjects[2], seqs=[1, 2])
    seal_all()
    told = audited(record.outside)
    assert (told.faults, told.erased) == ((), 2)
    run("DELETE FROM payload WHERE event_id = %s", record.ids[12])
    assert found_by(audited()).startswith(f"{record.place(12)}, payload: Salts and body are gone")


@pytest.fixture
def waiting():
    """Three events of each of two subjects that wait for their number, after a record that is sealed."""
    seal_all()
    subjects = (f"case:a{secrets.token_hex(8)}", f"case:b{secrets.token_hex(8)}")
    for subject in subjects:
        for text in ("one", "two", "three"):
            append(subject=subject, kind="message_sent", by="x", now=NOW, body={"text": text})
    return subjects


def waiting_id(subject: str, seq: int) -> int:
    return int(ask("SELECT id FROM event WHERE subject = %s AND seq = %s", subject, seq)[0][0])


@pytest.mark.parametrize(
    ("column", "table"),
    [("leaf", "event"), ("body_commit", "event"), ("header_salt", "payload"), ("body", "payload")],
)
def test_what_waits_for_its_number_cannot_be_changed_unseen(waiting, column, table):
    key = "id" if table == "event" else "event_id"
    with unguarded():
        run(f"UPDATE {table} SET {column} = %s WHERE {key} = %s", b"\x01" * 32, waiting_id(waiting[0], 2))
    assert f"(without number), {waiting[0]} 2" in found_by(audited())


def test_a_gap_among_events_that_wait_is_found(waiting):
    middle = waiting_id(waiting[0], 2)
    with unguarded():
        run("DELETE FROM payload WHERE event_id = %s", middle)
        run("DELETE FROM event WHERE id = %s", middle)
    told = found_by(audited())
    assert f"{waiting[0]} 3, prev: It is the subject's event 3 and follows event 1" in told
    assert waiting[1] not in told


def test_without_the_key_all_but_the_signatures_is_checked(record):
    assert audit(connection, verifier=None, remembered=[record.outside]).faults == ()
    with unguarded():
        run("UPDATE tile SET hashes = %s WHERE level = 0 AND number = 0", bytes(WIDTH * 32))
        run("UPDATE event SET header = replace(header, 'n7', 'n8') WHERE id = %s", record.ids[7])
    told = found_by(audit(connection, verifier=None))
    assert "tile 0/0" in told
    assert record.place(7) in told
    other = Signer("other.example/record", bytes(32)).sign(record.size, bytes(32))
    assert "[record-fork]" in found_by(audit(connection, verifier=None, remembered=[other]))


@pytest.mark.skipif(connection.vendor != "sqlite", reason="on PostgreSQL an event may be committed late")
def test_an_event_put_in_behind_the_sealers_back_is_found(record):
    header = json.loads(ask("SELECT header FROM event WHERE id = %s", record.ids[0])[0][0])
    forged = json.dumps({**header, "subject": "case:forged"}, sort_keys=True, separators=(",", ":"))
    salts = secrets.token_bytes(32), secrets.token_bytes(32)
    commits = commit(salts[0], forged.encode()), commit(salts[1], b"")
    run("INSERT INTO event (id, header, header_commit, body_commit, leaf) VALUES (-5, %s, %s, %s, %s)",
        forged, *commits, leaf(*commits))  # fmt: skip
    run("INSERT INTO payload VALUES (-5, %s, %s, NULL)", *salts)
    assert "Later events have numbers, this one has none." in found_by(audited())


def test_a_cosignature_that_does_not_fit_is_named(record):
    witness = Signer("witness.hillford.example", bytes(32), WITNESS)
    line = witness.cosign(record.outside, at=1_795_500_000)
    run("INSERT INTO cosignature VALUES (%s, %s, %s)", record.size, str(witness.verifier), line)
    told = audited()
    assert (told.faults, told.cosignatures) == ((), 1)
    forged = Signer(witness.name, bytes(range(32)), WITNESS).cosign(record.outside, at=1_795_500_000)
    with unguarded():
        run("UPDATE cosignature SET line = %s", forged)
    assert f"cosignature {record.size}, witness.hillford.example: The cosignature does not fit" in found_by(audited())


@pytest.mark.parametrize("column", ["hashes", "root"])
def test_a_tile_that_was_changed_is_named(record, column):
    with unguarded():
        run(
            f"UPDATE tile SET {column} = %s WHERE level = 0 AND number = 0",
            hashlib.sha256().digest() * (256 if column == "hashes" else 1),
        )
    assert "tile 0/0, hashes or root: The tile is not what its leaves give." in found_by(audited())


def test_a_tile_that_is_gone_is_named(record):
    with unguarded():
        run("DELETE FROM tile WHERE number = 0")
    assert "tile 0/0: The tile is missing." in found_by(audited())


def test_a_guard_that_is_gone_is_named(record):
    if connection.vendor == "sqlite":
        run("DROP TRIGGER event_no_delete")
    else:
        run("ALTER TABLE event DISABLE TRIGGER event_no_change")
    assert "What refuses changes to the record is not there." in found_by(audited())


def test_many_faults_are_told_in_part_and_counted_all(record):
    with unguarded():
        run("UPDATE event SET leaf = body_commit WHERE id >= %s", record.ids[0])
    told = audited()
    assert len(told.faults) == 200
    assert told.more > 300


@pytest.mark.django_db(transaction=True)
def test_several_processes_say_the_same_as_one():
    from tests.apps.journal.records import audited as alone

    from servewell.apps.journal import audit_pages
    from servewell.apps.journal.auditing import audit

    fill(300, every=50)
    side_by_side = audit(connection, verifier=installation_key().verifier, processes=2)
    assert side_by_side == alone()
    assert audit_pages.PAGE % 256 == 0
    assert seal() is None
