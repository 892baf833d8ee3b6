"""Rows read and written past the object mapper are the rows that the object mapper reads and writes."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from tests.cast import apply, begin

from servewell.apps.cases.models import Case, Clock, Draft
from servewell.apps.services.models import Service
from servewell.gateways.rows import insert_row, read_row, write_row

pytestmark = pytest.mark.django_db


def fields(row):
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


def test_a_row_reads_as_the_object_mapper_reads_it(cast):
    case_id, _by = apply(cast)
    draft = Draft.objects.get()
    for model, unique in ((Case, {"id": case_id}), (Draft, {"code": draft.code}), (Service, {"slug": cast.service})):
        found = read_row(model, **unique)
        assert fields(found) == fields(model.objects.get(**unique))
        assert not found._state.adding


def test_a_row_that_is_not_there_is_none(db):
    assert read_row(Draft, id="nobody's") is None


def test_only_a_unique_field_finds_a_row(db):
    with pytest.raises(ValueError, match=r"Draft\.service is not unique"):
        read_row(Draft, service="permit")


def test_a_row_is_locked_until_the_transaction_ends(cast):
    draft_id = begin(cast)
    with transaction.atomic(), CaptureQueriesContext(connection) as asked:
        read_row(Draft, lock=True, id=draft_id)
    assert asked[-1]["sql"].endswith("FOR UPDATE") == connection.features.has_select_for_update


@pytest.mark.django_db(transaction=True)
def test_a_lock_outside_a_transaction_is_a_mistake_of_ours():
    with pytest.raises(RuntimeError, match="inside a transaction"):
        read_row(Draft, lock=True, id="any")


def test_a_write_changes_the_named_fields_alone(cast):
    draft_id = begin(cast)
    row, before = read_row(Draft, id=draft_id), fields(Draft.objects.get(id=draft_id))
    row.answers, row.saved_at = {"full_name": "Ñandú", "ages": [1, None]}, row.saved_at + timedelta(microseconds=1)
    row.last_page = "not written"
    write_row(row, ["answers", "saved_at"])
    assert fields(Draft.objects.get(id=draft_id)) == before | {"answers": row.answers, "saved_at": row.saved_at}


def test_a_write_to_a_row_that_is_gone_is_an_error_as_in_the_object_mapper(cast):
    row = read_row(Draft, id=begin(cast))
    Draft.objects.all().delete()
    with pytest.raises(DatabaseError, match="changed 0 rows"):
        write_row(row, ["answers"])


def test_an_inserted_row_reads_back_whole_with_a_number_from_the_database(cast):
    case_id, _by = apply(cast)
    Clock.objects.all().delete()
    due = datetime(2026, 3, 1, 8, 30, 0, 123456, tzinfo=UTC)
    insert_row(Clock(case_id=case_id, kind="deadline_near", due_at=due))
    assert Clock.objects.values_list("case_id", "kind", "due_at", "fired_at").get() == (
        case_id, "deadline_near", due, None,
    )  # fmt: skip
    assert isinstance(Case.objects.get(id=case_id).due_on, date)
