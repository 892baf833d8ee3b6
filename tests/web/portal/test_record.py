"""The public record's page and addresses, and the receipts of a resident's own case."""

import base64
import json
from datetime import timedelta

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from tests.cast import Cast
from tests.web.portal.conftest import Resident

from servewell.apps.cases import operations, queries
from servewell.apps.journal import tree
from servewell.apps.journal.keys import installation_key
from servewell.apps.journal.operations import append
from servewell.apps.journal.sealing import seal_all

pytestmark = pytest.mark.django_db


def text(response) -> str:
    return response.content.decode()


def test_the_page_says_how_long_the_record_is_and_what_checks_it(client, cast: Cast):
    seal_all()
    page = text(client.get(reverse("record")))
    assert f"{tree.numbered():,}" in page
    assert str(installation_key().verifier) in page
    assert "How to check" in page
    assert 'role="alert"' not in page


def test_before_anything_happened_it_says_so(client, db):
    if tree.numbered() == 0:
        assert "Nothing has happened here yet." in text(client.get(reverse("record")))


def test_it_is_loud_when_events_wait_for_their_seal(client, cast: Cast):
    seal_all()
    with transaction.atomic():
        append(subject="case:late", kind="returned", by="system", now=timezone.now() - timedelta(minutes=5))
    page = text(client.get(reverse("record")))
    assert 'role="alert"' in page
    assert "New events are not being sealed" in page


@pytest.mark.parametrize(("language", "words"), [("es", "Registro público"), ("ar", "السجل العام")])
def test_it_speaks_other_languages(client, cast: Cast, language, words):
    client.cookies["servewell_language"] = language
    assert words in text(client.get(reverse("record")))


def test_checkpoint_and_tiles_are_plain_files_for_anybody(client, cast: Cast):
    seal_all()
    size = tree.numbered()
    checkpoint = client.get("/record/checkpoint")
    assert checkpoint["Content-Type"] == "text/plain; charset=utf-8"
    assert installation_key().verifier.open(text(checkpoint)).size == size
    width = min(size, 255)
    tile = client.get(f"/record/tile/0/000.p/{width}" if size < 256 else "/record/tile/0/000")
    assert tile.content == tree.tile(0, 0, width if size < 256 else 256)
    assert "immutable" in tile["Cache-Control"]
    for response in (checkpoint, tile, client.get(f"/record/tile/entries/000.p/{width}")):
        assert response.status_code == 200
        assert response["Access-Control-Allow-Origin"] == "*"
        assert not response.cookies


@pytest.mark.parametrize(
    "address",
    ["0/999", "0/x999/999", "7/000", "0/0", "0/000.p/0", "0/000.p/256", "entries/999", "x/000", "0/../000", "0/000.p/"],
)
def test_a_tile_that_is_not_there_is_not_found(client, cast: Cast, address):
    seal_all()
    assert client.get(f"/record/tile/{address}").status_code == 404


def test_each_event_of_a_case_has_its_receipt(cast: Cast, resident: Resident):
    reference = resident.apply()
    before = text(resident.browser.get(reverse("case", args=[reference])))
    assert "It is being sealed." in before
    seal_all()
    page = text(resident.browser.get(reverse("case", args=[reference])))
    assert "You sent your application" in page
    address = reverse("case_event_receipt", args=[reference, 1])
    assert address in page
    receipt = resident.browser.get(address)
    assert receipt["Content-Disposition"] == f'attachment; filename="{reference}-1.receipt.txt"'
    assert "no-store" in receipt["Cache-Control"]
    lines = text(receipt).splitlines()
    assert lines[0] == "c2sp.org/tlog-proof@v1"
    told = json.loads(base64.b64decode(lines[1].removeprefix("extra ")))
    assert json.loads(told["body"])["answers"]["full_name"] == "Ana Silva"


def test_on_paper_stand_number_and_short_root(cast: Cast, resident: Resident):
    reference = resident.apply()
    seal_all()
    page = text(resident.browser.get(reverse("receipt", args=[reference])))
    assert "in our public record, which had" in page
    root = installation_key().verifier.open(text(resident.browser.get("/record/checkpoint"))).root
    assert root.hex()[:5].upper() in page


def test_what_staff_keep_to_themselves_has_no_receipt_for_the_resident(cast: Cast, resident: Resident):
    reference = resident.apply()
    case_id = queries.case_by_reference(reference).id
    operations.add_note(case_id=case_id, text="Look at the income.", by=cast.amina, now=timezone.now())
    operations.decide(case_id=case_id, decision="approve", by=cast.amina, now=timezone.now())
    seal_all()
    kinds = {entry.kind: entry.seq for entry in queries.case(case_id, for_resident=False, now=timezone.now()).timeline}
    for kind in ("note_added", "decided"):
        answer = resident.browser.get(reverse("case_event_receipt", args=[reference, kinds[kind]]))
        assert answer.status_code == 404, f"{kind} is not hers to see yet"
    assert resident.browser.get(reverse("case_event_receipt", args=[reference, 10**15])).status_code == 404


def test_nobody_else_gets_a_receipt(client, cast: Cast, resident: Resident):
    reference = resident.apply()
    seal_all()
    assert client.get(reverse("case_event_receipt", args=[reference, 1])).status_code == 404
