"""A receipt stands alone: with the public key and nothing else it proves that its event is in the record."""

import base64
import json

import pytest
from django.db import transaction
from tests.apps.journal.records import NOW, fill, run, unguarded

from servewell.apps.journal import receipts
from servewell.apps.journal.keys import installation_key
from servewell.apps.journal.operations import append
from servewell.apps.journal.sealing import seal
from servewell.core.problem import NotFoundError
from servewell.core.record import commit, leaf
from servewell.core.record.proof import root_of_path

pytestmark = pytest.mark.django_db


def proved(receipt: str) -> dict:
    """Check a receipt with the public key; return what it says."""
    first, extra, index, *path, empty, origin, size, root, end, signature, last = receipt.split("\n")
    assert (first, empty, end, last) == ("c2sp.org/tlog-proof@v1", "", "", "")
    told = json.loads(base64.b64decode(extra.removeprefix("extra "), validate=True))
    commits = [
        bytes.fromhex(told[f"{part}_commit"])
        if f"{part}_commit" in told
        else commit(bytes.fromhex(told[f"{part}_salt"]), told[part].encode())
        for part in ("header", "body")
    ]
    checkpoint = installation_key().verifier.open(f"{origin}\n{size}\n{root}\n\n{signature}\n")
    hashes = [base64.b64decode(one, validate=True) for one in path]
    number = int(index.removeprefix("index "))
    assert root_of_path(leaf(*commits), number, checkpoint.size, hashes) == checkpoint.root
    return told


def test_a_receipt_proves_header_and_body():
    subjects = fill(300)
    told = proved(receipts.receipt_of(subjects[2], 4))
    assert json.loads(told["header"])["subject"] == subjects[2]
    assert json.loads(told["body"]) == {"text": "Call back 17"}


def test_every_event_of_a_case_has_one():
    subjects = fill(40)
    for one in receipts.sealings_of(subjects[0]):
        assert json.loads(proved(receipts.receipt_of(subjects[0], one.seq))["header"])["seq"] == one.seq


def test_an_event_without_body_has_one_too():
    with transaction.atomic():
        append(subject="case:bare", kind="returned", by="system", now=NOW)
    seal()
    assert proved(receipts.receipt_of("case:bare", 1))["body"] == ""


def test_an_erased_event_is_proved_by_its_commitments():
    subjects = fill(20)
    with unguarded():
        run("DELETE FROM payload WHERE event_id = (SELECT min(id) FROM event WHERE subject = %s)", subjects[1])
    told = proved(receipts.receipt_of(subjects[1], 1))
    assert "header" not in told
    assert "body" not in told


def test_an_event_that_waits_for_its_number_has_none_yet():
    subjects = fill(5)
    with transaction.atomic():
        append(subject=subjects[0], kind="returned", by="system", now=NOW)
    assert [one.number is None for one in receipts.sealings_of(subjects[0])] == [False, True]
    with pytest.raises(NotFoundError) as refused:
        receipts.receipt_of(subjects[0], 2)
    assert refused.value.problems[0].code == "not-numbered-yet"
    seal()
    proved(receipts.receipt_of(subjects[0], 2))
