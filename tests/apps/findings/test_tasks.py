"""Which searches are due: asked for as rows, ended when nobody does."""

from datetime import timedelta

from tests.cast import NOW, apply

from servewell.apps.findings import operations, queries, tasks
from servewell.apps.findings.models import Run


def test_a_search_that_the_server_did_not_finish_is_ended(cast):
    operations.ask_for_findings(service=cast.service, by=cast.owner, now=NOW)
    assert tasks.is_search_due(now=NOW)
    Run.objects.update(begun_at=NOW)
    assert not tasks.is_search_due(now=NOW + timedelta(minutes=1))
    assert queries.findings_of(cast.service, by=cast.owner).is_looking
    assert not tasks.is_search_due(now=NOW + timedelta(hours=1))
    found = queries.findings_of(cast.service, by=cast.owner)
    assert (found.is_looking, found.fault) == (False, tasks.STOPPED)


def test_each_service_with_cases_is_asked_for_once_a_day(cast):
    assert tasks.ask_daily(now=NOW) == 0
    apply(cast)
    assert tasks.ask_daily(now=NOW) == 1
    assert tasks.ask_daily(now=NOW + timedelta(hours=1)) == 0
    Run.objects.update(ended_at=NOW)
    before_three, after_three = NOW.replace(hour=2) + timedelta(days=1), NOW.replace(hour=4) + timedelta(days=1)
    assert tasks.ask_daily(now=before_three) == 0
    assert tasks.ask_daily(now=after_three) == 1
