"""The sealer: every committed event gets one number, without gaps, whatever happens in between. On either database."""

import threading
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, connections, transaction
from tests.apps.journal.records import NOW, ask, audited, fill, run

from servewell.apps.journal import sealing, tree, unnumbered
from servewell.apps.journal.keys import installation_key
from servewell.apps.journal.operations import append
from servewell.apps.journal.sealing import seal, seal_all
from servewell.core.problem import NotFoundError, ProblemError
from servewell.core.record.checkpoints import Signer
from servewell.core.record.edge import Edge

pytestmark = pytest.mark.django_db


def happen(subject: str = "") -> None:
    with transaction.atomic():
        append(subject=subject or f"case:{uuid4().hex}", kind="returned", by="system", now=NOW)


def test_new_events_get_the_next_numbers_in_their_order():
    seal_all()
    first = tree.numbered()
    for _ in range(3):
        happen()
    sealed = seal()
    assert (sealed.first, sealed.size) == (first, first + 3)
    rows = ask("SELECT pos, event_id FROM position WHERE pos >= %s ORDER BY pos", first)
    assert [row[0] for row in rows] == [first, first + 1, first + 2]
    assert [row[1] for row in rows] == sorted(row[1] for row in rows)
    assert unnumbered.count() == 0


def test_nothing_is_published_when_nothing_happened():
    happen()
    assert seal_all()
    before = ask("SELECT count(*) FROM checkpoint")
    assert seal() is None
    assert ask("SELECT count(*) FROM checkpoint") == before


def test_the_checkpoint_is_signed_and_its_root_is_over_all_leaves():
    fill(520, every=100)
    size = tree.numbered()
    leaves = [bytes(row[0]) for row in ask("SELECT leaf FROM event JOIN position ON event_id = id ORDER BY pos")]
    whole = Edge()
    whole.add(leaves)
    note = ask("SELECT note FROM checkpoint WHERE size = %s", size)[0][0]
    checkpoint = installation_key().verifier.open(note)
    assert (checkpoint.size, checkpoint.root) == (size, whole.root())
    assert [tree.node(0, place) for place in (0, 255, 256, size - 1)] == [leaves[i] for i in (0, 255, 256, size - 1)]
    assert tree.root_at(300) == (lambda edge: (edge.add(leaves[:300]), edge.root())[1])(Edge())


def test_a_tile_that_is_not_full_yet_is_cut_where_the_record_ends():
    fill(10)
    size = tree.numbered()
    number, width = divmod(size, 256)
    assert len(tree.tile(0, number, width)) == 32 * width
    with pytest.raises(NotFoundError):
        tree.tile(0, number, 256)


@pytest.mark.parametrize(("table", "column"), [("position", "pos"), ("tile", "level"), ("checkpoint", "size")])
def test_what_is_sealed_is_never_changed(table, column):
    fill(300, every=100)
    for change in (f"UPDATE {table} SET {column} = 9", f"DELETE FROM {table}"):
        with pytest.raises(DatabaseError), transaction.atomic():
            run(change)


def test_a_key_that_did_not_sign_the_record_is_refused():
    fill(3)
    happen()
    with pytest.raises(ProblemError) as refused:
        seal(key=Signer(installation_key().name, bytes(32)))
    assert refused.value.problems[0].code == "other-record-key"
    assert unnumbered.count() == 1


def test_interrupted_at_any_statement_it_loses_and_doubles_nothing():
    """Every statement of a turn fails once; each time the record is as before, and the next turn makes it whole."""
    fill(250)
    interrupted = 0
    while interrupted < 100:
        for _ in range(9):  # a tile becomes full in some turn
            happen()
        before = [ask(f"SELECT count(*) FROM {table}") for table in ("position", "tile", "checkpoint")]
        seen = []

        def fail(execute, sql, params, many, context, seen=seen, at=interrupted):
            seen.append(sql)
            if len(seen) == at + 1:
                raise DatabaseError("pulled the plug")
            return execute(sql, params, many, context)

        try:
            with connection.execute_wrapper(fail), transaction.atomic():
                seal()
        except DatabaseError:
            assert [ask(f"SELECT count(*) FROM {table}") for table in ("position", "tile", "checkpoint")] == before
            interrupted += 1
            assert seal() is not None
        else:
            break
    assert interrupted > 8
    assert unnumbered.count() == 0
    assert not audited().faults


def test_what_comes_while_it_is_sealed_waits_for_the_next_turn(monkeypatch):
    """Otherwise a busy office would get a checkpoint with every event."""
    seal_all()
    happen()
    once = sealing.seal

    def seal_and_write(**words):
        sealed = once(**words)
        happen()
        return sealed

    monkeypatch.setattr(sealing, "seal", seal_and_write)
    assert (seal_all(), unnumbered.count()) == (1, 1)


def test_a_great_backlog_is_sealed_in_several_turns(monkeypatch):
    seal_all()
    for _ in range(25):
        happen()
    monkeypatch.setattr(sealing, "BATCH", 10)
    before = ask("SELECT count(*) FROM checkpoint")[0][0]
    assert (seal_all(), unnumbered.count()) == (25, 0)
    assert ask("SELECT count(*) FROM checkpoint")[0][0] == before + 3


@pytest.mark.django_db(transaction=True)
def test_several_sealers_at_once_number_every_event_once():
    seal_all()
    first, ended = tree.numbered(), threading.Event()

    def write() -> None:
        for _ in range(40):
            happen()
        connections.close_all()

    def keep_sealing() -> None:
        while not ended.is_set():
            seal()
        connections.close_all()

    writers = [threading.Thread(target=write) for _ in range(3)]
    sealers = [threading.Thread(target=keep_sealing) for _ in range(3)]
    for thread in (*writers, *sealers):
        thread.start()
    for thread in writers:
        thread.join(60)
    ended.set()
    for thread in sealers:
        thread.join(60)
    seal_all()
    assert tree.numbered() == first + 120
    assert unnumbered.count() == 0
    assert not audited().faults


@pytest.mark.skipif(connection.vendor != "postgresql", reason="on SQLite one writes after the other")
@pytest.mark.django_db(transaction=True)
def test_an_event_that_is_committed_late_gets_the_next_number():
    """Its id is small, events with greater ones were sealed long ago; both before and after ids were settled."""
    seal_all()
    has_id, may_end = threading.Event(), threading.Event()

    def slow() -> None:
        with transaction.atomic():
            append(subject=f"case:{uuid4().hex}", kind="returned", by="system", now=NOW)
            has_id.set()
            may_end.wait(20)
        connections.close_all()

    writer = threading.Thread(target=slow)
    writer.start()
    assert has_id.wait(20)
    for _ in range(3):
        happen()
        assert seal() is not None
    may_end.set()
    writer.join(20)
    assert unnumbered.count() == 1
    late = seal()
    assert late.size - late.first == 1
    for _ in range(3):
        happen()
        seal()
    settled, newest = ask("SELECT settled, seen FROM checkpoint ORDER BY size DESC LIMIT 1")[0]
    assert late.first < settled <= newest, "ids below it are not looked at again"
    assert unnumbered.count() == 0
