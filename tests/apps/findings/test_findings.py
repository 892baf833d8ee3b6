"""What staff make of a finding stays with it, however often the record is searched."""

from dataclasses import replace
from datetime import timedelta

import pytest
from tests.apps.findings.found import refuses, searched, waits
from tests.cast import NOW

from servewell.apps.findings import operations, queries
from servewell.apps.findings.models import Run
from servewell.apps.findings.storing import plain
from servewell.apps.journal import queries as journal
from servewell.core.insight.finding import Size
from servewell.core.problem import NotAllowedError, NotFoundError, ProblemError

LATER = NOW + timedelta(days=1)


def read(cast):
    return queries.findings_of(cast.service, by=cast.owner)


def test_findings_come_in_the_order_of_the_search(cast):
    first, second = searched(cast, [waits(), refuses()])
    found = read(cast)
    assert [one.id for one in found.new] == [first, second]
    assert [one.rank for one in found.new] == [1, 2]
    assert (found.run.cases, found.is_looking, found.fault) == (60, False, "")


def test_what_was_made_of_a_finding_survives_the_next_search(cast):
    kept, dismissed = searched(cast, [waits(), refuses()])
    operations.keep_finding(finding=kept, by=cast.owner, now=NOW)
    operations.dismiss_finding(finding=dismissed, reason="The form was mended.", by=cast.owner, now=NOW)
    searched(cast, [refuses(), waits(days=80.0), waits(stage="decided")], now=LATER)
    found = read(cast)
    assert [one.id for one in found.kept] == [kept]
    assert found.kept[0].content["size"]["gain_days"] == 80.0
    assert found.kept[0].first_found_at == NOW
    assert [(one.id, one.reason, one.judged_by) for one in found.dismissed] == [
        (dismissed, "The form was mended.", "Olga Owner")
    ]
    assert len(found.new) == 1


def test_a_kept_finding_that_is_gone_stays_and_says_so_and_another_leaves(cast):
    kept, _gone = searched(cast, [waits(), refuses()])
    operations.keep_finding(finding=kept, by=cast.owner, now=NOW)
    searched(cast, [], now=LATER)
    found = read(cast)
    assert [(one.id, one.is_found) for one in found.kept] == [(kept, False)]
    assert found.new == ()
    assert queries.finding(kept, by=cast.owner).is_found is False


def test_taking_back_puts_a_finding_among_the_others(cast):
    (one,) = searched(cast, [waits()])
    operations.dismiss_finding(finding=one, reason="No.", by=cast.owner, now=NOW)
    operations.restore_finding(finding=one, by=cast.owner, now=LATER)
    assert [(view.id, view.reason, view.judged_at) for view in read(cast).new] == [(one, "", None)]
    kinds = [event.header.kind for event in journal.events_of(f"service:{cast.service}")][-2:]
    assert kinds == ["finding_dismissed", "finding_restored"]


def test_the_reason_of_a_dismissal_is_erasable_and_needed(cast):
    (one,) = searched(cast, [waits()])
    with pytest.raises(ProblemError) as refused:
        operations.dismiss_finding(finding=one, reason="  ", by=cast.owner, now=NOW)
    assert refused.value.problems[0].code == "missing"
    operations.dismiss_finding(finding=one, reason="It is the law.", by=cast.owner, now=NOW)
    event = journal.events_of(f"service:{cast.service}")[-1]
    assert (dict(event.header.data), event.body) == ({"finding": one}, {"reason": "It is the law."})


def test_asking_twice_is_one_search_and_keeps_the_groups_of_the_last(cast):
    first = operations.ask_for_findings(service=cast.service, groups=["language", "language"], by=cast.owner, now=NOW)
    assert operations.ask_for_findings(service=cast.service, groups=["channel"], by=cast.owner, now=LATER) == first
    Run.objects.filter(pk=first).update(ended_at=NOW)
    second = operations.ask_for_findings(service=cast.service, by=cast.owner, now=LATER)
    assert Run.objects.get(pk=second).groups == ["language"]
    asked = [dict(event.header.data) for event in journal.events_of(f"service:{cast.service}")][-2:]
    assert asked == [{"run": first, "groups": ["language"]}, {"run": second, "groups": ["language"]}]


def test_only_those_who_may_see_findings(cast):
    (one,) = searched(cast, [waits()])
    for actor in (cast.owner, cast.approver, cast.auditor):
        assert queries.finding(one, by=actor).id == one
    for actor in (cast.amina, cast.operator):
        with pytest.raises(NotAllowedError):
            queries.findings_of(cast.service, by=actor)
    for actor in (cast.stranger, cast.resident):
        with pytest.raises((NotFoundError, NotAllowedError)):
            queries.finding(one, by=actor)


def test_a_search_that_failed_leaves_what_was_found_before(cast):
    searched(cast, [waits()])
    failed = operations.ask_for_findings(service=cast.service, by=cast.owner, now=LATER)
    Run.objects.filter(pk=failed).update(ended_at=LATER, fault="The disk is full.")
    found = read(cast)
    assert (found.fault, len(found.new), found.run.asked_at) == ("The disk is full.", 1, NOW)


def test_a_number_that_is_none_is_stored_as_none(cast):
    broken = replace(waits(), size=Size(1, float("nan"), 1.0, float("inf")))
    assert plain(broken)["size"] == {
        "cases": 1, "share": None, "cases_a_month": 1.0, "days": None, "gain_days": 0.0, "gain_low": 0.0,
        "gain_high": 0.0,
    }  # fmt: skip


def test_counts_of_a_list_of_services_leave_out_the_dismissed(cast):
    one, _other = searched(cast, [waits(), refuses()])
    operations.dismiss_finding(finding=one, reason="No.", by=cast.owner, now=NOW)
    assert queries.new_counts((cast.service, "other")) == {cast.service: 1, "other": 0}
