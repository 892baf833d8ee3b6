"""The queue: fair order, filters, pages without gaps, and as fast with many cases as with few."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.cast import NOW, apply

from servewell.apps.cases import operations as cases
from servewell.apps.cases import queries
from servewell.apps.cases.models import Case
from servewell.apps.cases.readings import QueueFilters
from servewell.core.problem import NotAllowedError, NotFoundError, ProblemError


def rows(cast, count, **more):
    """Make rows without events: the queue reads rows only."""
    made = []
    for number in range(count):
        given = {
            "id": f"case{number:05}",
            "reference": f"R{number:05}",
            "secret_hash": "",
            "submission_key": f"k{number}",
            "draft_id": f"d{number}",
            "agency": "riverton",
            "service": cast.service,
            "version": cast.version,
            "language": "en",
            "channel": "online",
            "status": "open",
            "stage": "received",
            "stage_entered_at": NOW,
            "waiting_on": "agency",
            "due_on": date(2026, 11, 20) + timedelta(days=number * 7 % 10),
            "submitted_at": NOW - timedelta(hours=number * 3 % 7),
        }
        made.append(Case(**given | more))
    Case.objects.bulk_create(made)


def look(cast, *, by=None, after=None, limit=50, **filters):
    return queries.queue(
        agency="riverton", filters=QueueFilters(**filters), after=after, limit=limit, by=by or cast.amina, now=NOW
    )


def test_the_oldest_promise_comes_first_then_the_earliest_arrival(cast):
    rows(cast, 40)
    found = [(row.due_on, row.submitted_at, row.id) for row in look(cast).rows]
    assert found == sorted(found)
    assert len(found) == 40


@pytest.mark.parametrize("limit", [1, 7, 40, 41])
def test_pages_hold_every_case_once(cast, limit):
    rows(cast, 40)
    seen, after = [], None
    while after != "":
        page = look(cast, after=after, limit=limit)
        seen += [row.id for row in page.rows]
        after = page.next
    assert len(seen) == len(set(seen)) == 40


@pytest.mark.parametrize("cursor", ["", "x", "!!!", "W10", "WzEsMiwzXQ", "a" * 500, "eyJhIjoxfQ"])
def test_a_broken_cursor_means_the_first_page(cast, cursor):
    rows(cast, 3)
    assert len(look(cast, after=cursor).rows) == 3


def test_filters_and_counts(cast):
    rows(cast, 40)
    Case.objects.filter(id="case00001").update(assigned_to_id=cast.amina.account_id)
    Case.objects.filter(id="case00002").update(waiting_on="resident")
    today = date(2026, 11, 23)
    assert {row.id for row in look(cast, assigned="mine").rows} == {"case00001"}
    assert "case00001" not in {row.id for row in look(cast, assigned="nobody").rows}
    assert {row.id for row in look(cast, assigned=str(cast.amina.account_id)).rows} == {"case00001"}
    assert all(row.is_late for row in look(cast, due="late").rows)
    assert {row.due_on for row in look(cast, due="today").rows} == {today}
    assert len(look(cast, waiting=True).rows) == 40
    assert look(cast, service="other").rows == ()
    assert look(cast, stage="checking").rows == ()
    assert look(cast, assigned="'; drop table").rows != ()
    counts = look(cast).counts
    assert (counts.mine, counts.waiting, counts.late) == (1, 1, len(look(cast, due="late").rows))


def test_a_case_is_found_by_its_reference_whatever_its_state(cast):
    case_id, guest = apply(cast)
    reference = queries.case(case_id, for_resident=False, now=NOW).reference
    cases.withdraw(case_id=case_id, by=guest, now=NOW)
    assert look(cast).rows == ()
    typed = reference.lower().replace("-", " ")
    assert [row.id for row in look(cast, search_reference=typed).rows] == [case_id]
    assert look(cast, search_reference="nothing").rows == ()


def test_the_number_of_queries_does_not_grow(cast):
    spent = []
    for count in (1, 50):
        Case.objects.all().delete()
        rows(cast, count, assigned_to_id=cast.boris.account_id)
        with CaptureQueriesContext(connection) as asked:
            look(cast)
        spent.append(len(asked))
    assert spent[0] == spent[1] <= 11


def test_strangers_and_other_roles_see_no_queue(cast):
    rows(cast, 1)
    with pytest.raises(NotFoundError):
        look(cast, by=cast.stranger)
    with pytest.raises(NotFoundError):
        look(cast, by=cast.resident)
    with pytest.raises(NotAllowedError):
        look(cast, by=cast.operator)


@pytest.mark.parametrize("filters", [{}, {"assigned": "mine"}, {"assigned": "nobody"}, {"service": "parking-permit"}])
def test_a_page_walks_an_index_and_sorts_nothing(cast, filters):
    if connection.vendor != "sqlite":
        pytest.skip("reads SQLite's plan")
    rows(cast, 50)
    with CaptureQueriesContext(connection) as asked:
        look(cast, **filters)
    sql = next(query["sql"] for query in asked if "ORDER BY" in query["sql"] and "servewell" not in query["sql"])
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN QUERY PLAN " + sql)
        plan = " ".join(str(row[-1]) for row in cursor.fetchall())
    assert "case_queue" in plan or "USING INDEX" in plan
    assert "TEMP B-TREE" not in plan


def test_a_case_put_aside_stays_in_its_place_and_says_what_it_waits_for(cast):
    case_id, _ = apply(cast)
    before = queries.queue(agency="riverton", filters=QueueFilters(), by=cast.amina, now=NOW).rows[0]
    cases.put_aside(case_id=case_id, reason="third party", by=cast.amina, now=NOW)
    (row,) = queries.queue(agency="riverton", filters=QueueFilters(), by=cast.amina, now=NOW).rows
    assert (before.aside, row.aside) == ("", "third party")
    assert (row.due_on, row.waiting_on) == (before.due_on, "agency")
    cases.take_up(case_id=case_id, by=cast.amina, now=NOW)
    assert queries.queue(agency="riverton", filters=QueueFilters(), by=cast.amina, now=NOW).rows[0].aside == ""


def test_a_case_is_put_aside_only_for_a_reason_of_the_list(cast):
    case_id, _ = apply(cast)
    with pytest.raises(ProblemError) as refused:
        cases.put_aside(case_id=case_id, reason="Ana is on holiday", by=cast.amina, now=NOW)
    assert refused.value.problems[0].code == "not-a-choice"
