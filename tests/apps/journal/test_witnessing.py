"""A witness cosigns what goes on from what it knows, and refuses a fork. On either database."""

from datetime import UTC, datetime

import pytest
from django.db import DatabaseError, transaction
from tests.apps.journal.records import ask, audited, fill, run, unguarded

from servewell.apps.journal import tree
from servewell.apps.journal.keys import installation_key
from servewell.apps.journal.sealing import seal_all
from servewell.apps.journal.standing import checkpoint, standing
from servewell.apps.journal.witnessing import add_checkpoint, ask_for_cosignature, keep_cosignature, witness_key
from servewell.core.problem import ProblemError
from servewell.core.record.checkpoints import Signer

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


def request(text: str):
    return add_checkpoint(text, trusted=[installation_key().verifier], now=NOW)


def test_a_record_is_cosigned_from_its_beginning_and_as_it_grows():
    fill(40)
    first = request(ask_for_cosignature(0))
    assert first.status == 200
    at = witness_key().verifier.cosigned_at(ask_for_cosignature(0).split("\n\n", 1)[1], first.text.strip())
    assert at == int(NOW.timestamp())
    known = tree.numbered()
    assert request(ask_for_cosignature(known)).status == 200, "the same again"
    fill(30)
    assert request(ask_for_cosignature(known)).status == 200
    assert [row[0] for row in ask("SELECT size FROM witnessed ORDER BY size")] == [known, tree.numbered()]


def test_who_asks_from_another_size_is_told_what_is_known():
    fill(10)
    request(ask_for_cosignature(0))
    known = tree.numbered()
    answer = request(ask_for_cosignature(0))
    assert (answer.status, answer.text) == (409, f"{known}\n")


def test_a_fork_is_refused():
    """The end of the record was written anew, and signed by whoever holds its key."""
    fill(10)
    request(ask_for_cosignature(0))
    known = tree.numbered()
    with unguarded():
        places = ask("SELECT pos, event_id FROM position WHERE pos >= %s ORDER BY pos", known - 2)
        run("DELETE FROM position WHERE pos >= %s", known - 2)
        for (pos, _), (_, event) in zip(places, reversed(places), strict=True):
            run("INSERT INTO position VALUES (%s, %s)", pos, event)
        run("DELETE FROM checkpoint")
        run("DELETE FROM tile")
        forged = installation_key().sign(known, tree.root_at(known))
        run("INSERT INTO checkpoint (size, note) VALUES (%s, %s)", known, forged)
    same_size = request(ask_for_cosignature(known))
    assert (same_size.status, same_size.text) == (409, f"{known}\n")
    fill(5)
    assert request(ask_for_cosignature(known)).status == 422
    assert ask("SELECT max(size) FROM witnessed") == [(known,)]


def test_other_records_keys_and_words_are_refused():
    fill(5)
    text = ask_for_cosignature(0)
    stranger = Signer("other.example/record", bytes(32))
    assert add_checkpoint(text, trusted=[stranger.verifier], now=NOW).status == 404
    wrong_key = Signer(installation_key().name, bytes(32))
    assert add_checkpoint(text, trusted=[wrong_key.verifier], now=NOW).status == 403
    size = tree.numbered()
    more = text.replace("old 0", "old 00"), text.replace("old 0", f"old {size + 1}")
    for words in ("", "old x\n\n", *more, "x" * 70_000):
        assert request(words).status == 400
    assert ask("SELECT count(*) FROM witnessed") == [(0,)]


def test_what_was_witnessed_is_never_forgotten():
    fill(5)
    request(ask_for_cosignature(0))
    for change in ("DELETE FROM witnessed", "UPDATE witnessed SET size = 1"):
        with pytest.raises(DatabaseError), transaction.atomic():
            run(change)


def test_a_cosignature_is_kept_and_published_with_the_checkpoint():
    fill(12)
    line = request(ask_for_cosignature(0)).text
    fill(3)
    seal_all()
    for _ in range(2):
        size = keep_cosignature(line, witness=witness_key().verifier)
    assert ask("SELECT size FROM cosignature") == [(size,)]
    newest = request(ask_for_cosignature(size)).text
    assert keep_cosignature(newest, witness=witness_key().verifier) == tree.numbered()
    assert checkpoint().endswith(newest)
    assert standing(now=NOW).witnesses == 1
    told = audited()
    assert (told.faults, told.cosignatures) == ((), 2)


def test_a_line_that_fits_nothing_is_not_kept():
    fill(5)
    line = request(ask_for_cosignature(0)).text
    for wrong in (line.replace("—", "-"), "", line[:-6] + "AAAA=\n"):
        with pytest.raises(ProblemError) as refused:
            keep_cosignature(wrong, witness=witness_key().verifier)
        assert refused.value.problems[0].code == "bad-cosignature"
    assert ask("SELECT count(*) FROM cosignature") == [(0,)]


def test_of_an_empty_record_nothing_can_be_asked():
    if tree.numbered() == 0:
        with pytest.raises(ProblemError):
            ask_for_cosignature(0)
