"""The address at which other agencies have their records cosigned: off by default, plain text, and no page."""

import pytest
from django.test import Client
from tests.apps.journal.records import fill

from servewell.apps.journal import tree
from servewell.apps.journal.keys import installation_key
from servewell.apps.journal.witnessing import ask_for_cosignature, witness_key

pytestmark = pytest.mark.django_db
ADDRESS = "/witness/add-checkpoint"


def post(text: str | bytes):
    return Client(enforce_csrf_checks=True).post(ADDRESS, text, content_type="text/plain")


def test_it_is_off_unless_records_are_named():
    fill(5)
    assert post(ask_for_cosignature(0)).status_code == 404


def test_a_named_record_is_cosigned(settings):
    fill(5)
    settings.WITNESSED = [str(installation_key().verifier)]
    asked = ask_for_cosignature(0)
    answer = post(asked)
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/plain; charset=utf-8")
    note = asked.split("\n\n", 1)[1]
    assert witness_key().verifier.cosigned_at(note, answer.content.decode().strip()) is not None
    again = post(asked)
    assert (again.status_code, again["Content-Type"]) == (409, "text/x.tlog.size")
    assert again.content == f"{tree.numbered()}\n".encode()


@pytest.mark.parametrize("text", ["", "old 0", b"\xff\xfe", "x" * 100_000])
def test_what_is_no_request_is_refused(settings, text):
    settings.WITNESSED = [str(installation_key().verifier)]
    assert post(text).status_code == 400
