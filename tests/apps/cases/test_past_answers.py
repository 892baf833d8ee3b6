"""Past cases as replay reads them: newest first, canonical answers, what was erased without them."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.cast import NOW, apply, begin

from servewell.apps.cases import queries
from servewell.apps.cases.models import Case


@pytest.fixture
def applied(cast):
    days = (30, 20, 10)
    return [apply(cast, now=NOW - timedelta(days=day), car=f"Car {day}")[0] for day in days]


def test_cases_come_newest_first_with_what_was_submitted(cast, applied):
    found = list(queries.past_answers(cast.service))
    assert [case.answers["car"] for case in found] == ["Car 10", "Car 20", "Car 30"]
    newest = found[0]
    assert newest.fields == {"channel": "online", "language": "en"}
    assert (newest.channel, newest.submitted_at) == ("online", NOW - timedelta(days=10))
    assert newest.answers["born_on"] == "1950-02-28"


def test_a_draft_is_no_case_and_other_services_have_none(cast, applied):
    begin(cast)
    assert queries.count_past(cast.service) == len(list(queries.past_answers(cast.service))) == 3
    assert list(queries.past_answers("another-service")) == []


def test_the_newest_are_kept_when_there_is_a_limit(cast, applied):
    assert [case.answers["car"] for case in queries.past_answers(cast.service, limit=2)] == ["Car 10", "Car 20"]


def test_an_erased_case_stays_without_its_answers(cast, applied):
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM payload WHERE event_id IN (SELECT id FROM event WHERE subject = %s)", [f"case:{applied[1]}"]
        )
    assert [case is None for case in queries.past_answers(cast.service)] == [False, True, False]


def test_many_cases_take_no_more_queries_than_few(cast, applied):
    def queries_of():
        with CaptureQueriesContext(
            connection,
        ) as seen:
            assert list(queries.past_answers(cast.service))
        return len(seen)

    few = queries_of()
    for _ in range(5):
        apply(cast)
    assert queries_of() == few


def test_a_reference_leads_to_the_case_of_this_service_only(cast, applied):
    reference = Case.objects.get(pk=applied[0]).reference
    assert queries.ids_of([reference, "222-222-2222"], service=cast.service) == {reference: applied[0]}
    assert queries.ids_of([reference], service="another-service") == {}
