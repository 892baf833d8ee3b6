"""A trial from its plan to its verdict, with residents who go through the real operations."""

import random
from datetime import timedelta

import pytest
from tests.cast import NOW, PERMIT, PERMIT_ES, begin, fill

from servewell.apps.cases import operations as cases
from servewell.apps.cases.models import Draft
from servewell.apps.journal import queries as journal
from servewell.apps.people.actor import guest_of_draft
from servewell.apps.services import operations as services
from servewell.apps.services import queries as offered
from servewell.apps.services.shares import begins_with, share_of
from servewell.apps.trials import operations, queries
from servewell.apps.trials.looking import looked
from servewell.apps.trials.models import Trial
from servewell.apps.trials.tasks import look_due
from servewell.core.problem import ConflictError, NotAllowedError, ProblemError

LONGER = PERMIT.replace("What is your postcode?", "What is the postcode of your home?")


def come(cast, generator, number, *, start, rates, hours=1.0):
    """Let residents begin, one after the other; who goes which way finishes at that way's rate."""
    at = start
    for _ in range(number):
        at += timedelta(hours=hours)
        draft = begin(cast, now=at)
        arm = Draft.objects.values_list("arm", flat=True).get(pk=draft)
        if generator.random() < rates[arm]:
            fill(draft, now=at)
            cases.submit(draft_id=draft, submission_key=draft, by=guest_of_draft(draft), now=at)
    return at


@pytest.fixture
def past(cast):
    """A service with a past of which a trial can be planned: 80 began in 80 days, most finished."""
    come(cast, random.Random(1), 80, start=NOW - timedelta(days=120), rates={"": 0.8}, hours=24)
    return cast


def planned(cast, **more):
    added = services.add_version(definition_text=LONGER, translations={"es": PERMIT_ES}, by=cast.owner, now=NOW)
    given = {
        "service": cast.service, "version": added.version, "measure": "completed", "smallest_effect": 0.12,
        "share": 5000, "tier": "safe to try", "why": "People type a wrong postcode.", "by": cast.owner, "now": NOW,
    }  # fmt: skip
    return operations.plan_trial(**given | more)


def kinds(cast):
    return [event.header.kind for event in journal.events_of(f"service:{cast.service}")]


def test_a_harmful_change_is_stopped_without_a_person_and_the_record_tells_why(past):
    trial = planned(past, measure="not asked")
    operations.start_trial(trial=trial, by=past.owner, now=NOW)
    last = come(past, random.Random(2), 140, start=NOW, rates={"new": 0.2, "old": 0.8})
    look_due(now=last)
    assert queries.trial(trial, by=past.owner).state == "running"  # nobody's fortnight is over
    assert look_due(now=last + timedelta(days=15)) == 1
    seen = queries.trial(trial, by=past.owner)
    assert (seen.state, seen.verdict) == ("ended", "stop for harm")
    assert share_of(past.service) is None
    told = journal.events_of(f"service:{past.service}")[-1].header
    assert (told.kind, told.actor) == ("trial_ended", "system")
    assert (told.data["verdict"], told.data["because"]) == ("stop for harm", "guardrail completed")
    after = begin(past, now=last + timedelta(days=16))
    assert Draft.objects.get(pk=after).version == past.version
    (public,) = queries.register()
    assert public.sentence.startswith("Stopped")


def test_a_guardrail_stops_what_makes_the_measure_better_at_a_daily_look(past):
    """The new way is decided on the spot but loses most of those who begin: its measure alone would praise it."""
    later = NOW + timedelta(days=40)
    trial = planned(past, measure="decided", now=later)
    operations.start_trial(trial=trial, by=past.owner, now=later)
    generator, decided = random.Random(4), 0
    for number in range(160):
        at = later + timedelta(hours=3 * number)
        draft = begin(past, now=at)
        arm = Draft.objects.values_list("arm", flat=True).get(pk=draft)
        if generator.random() >= {"new": 0.3, "old": 0.9}[arm]:
            continue
        fill(draft, now=at)
        sent = cases.submit(draft_id=draft, submission_key=draft, by=guest_of_draft(draft), now=at)
        if arm == "new":
            cases.decide(case_id=sent.case_id, decision="approve", by=past.amina, now=at + timedelta(minutes=5))
            decided += 1
    for day in range(1, 45):
        look_due(now=later + timedelta(days=day))
    seen = queries.trial(trial, by=past.owner)
    assert decided > 10
    assert (seen.verdict, seen.because) == ("stop for harm", "guardrail completed")
    assert seen.ended_at < later + timedelta(days=35)
    assert journal.events_of(f"service:{past.service}")[-1].header.actor == "system"


def test_allocation_has_the_share_that_was_planned_and_stays(past):
    operations.start_trial(trial=planned(past, share=2500, tier="safe to try"), by=past.owner, now=NOW)
    drafts = [begin(past, now=NOW + timedelta(minutes=one)) for one in range(400)]
    arms = {row.pk: (row.arm, row.version) for row in Draft.objects.filter(pk__in=drafts)}
    new = sum(arm == "new" for arm, _ in arms.values())
    assert 64 <= new <= 136  # 100 expected, four standard deviations of 8.7
    assert len(set(arms.values())) == 2
    one = drafts[0]
    assert all(begins_with(past.service, one).arm == arms[one][0] for _ in range(3))
    services.set_availability(service=past.service, state="open", note="Hello", by=past.owner, now=NOW)
    cases.resume_draft(draft_id=one, device="desktop", by=guest_of_draft(one), now=NOW + timedelta(days=1))
    row = Draft.objects.get(pk=one)
    assert (row.arm, row.version) == arms[one]


def test_the_arm_is_in_the_record_of_the_draft_and_of_its_case(past):
    operations.start_trial(trial=planned(past), by=past.owner, now=NOW)
    draft = begin(past, now=NOW)
    fill(draft, now=NOW)
    sent = cases.submit(draft_id=draft, submission_key="k", by=guest_of_draft(draft), now=NOW)
    arm = Draft.objects.get(pk=draft).arm
    opened, submitted = journal.events_of(f"draft:{draft}")[0], journal.events_of(f"case:{sent.case_id}")[0]
    assert arm
    assert opened.header.data["arm"] == submitted.header.data["arm"] == arm


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"share": 6000}, "trial-share"),
        ({"share": 5000, "tier": "with approval"}, "trial-share"),
        ({"tier": "fun"}, "trial-tier"),
        ({"measure": "happiness"}, "trial-measure"),
        ({"smallest_effect": 0.0}, "trial-effect"),
        ({"smallest_effect": 0.5}, "trial-effect"),
        ({"smallest_effect": 0.001}, "trial-too-long"),
        ({"why": " "}, "missing"),
    ],
)
def test_a_plan_that_cannot_be_is_refused_in_words(past, more, code):
    with pytest.raises(ProblemError) as refused:
        planned(past, **more)
    assert refused.value.problems[0].code == code
    assert not queries.trials_of(past.service, by=past.owner)


def test_no_trial_of_a_service_without_a_past(cast):
    with pytest.raises(ProblemError) as refused:
        planned(cast)
    assert refused.value.problems[0].code == "trial-too-long"


def test_a_higher_tier_needs_somebody_elses_approval(past):
    trial = planned(past, share=2500, tier="with approval")
    with pytest.raises(ConflictError):
        operations.start_trial(trial=trial, by=past.owner, now=NOW)
    with pytest.raises(NotAllowedError):
        operations.approve_trial(trial=trial, by=past.owner, now=NOW)
    operations.approve_trial(trial=trial, by=past.approver, now=NOW)
    operations.start_trial(trial=trial, by=past.owner, now=NOW)
    assert kinds(past)[-3:] == ["trial_planned", "trial_approved", "trial_started"]
    assert [one.id for one in queries.register()] == [trial]


def test_one_trial_of_a_service_at_a_time(past):
    first = planned(past)
    second = planned(past, measure="promise", smallest_effect=0.3)
    operations.start_trial(trial=first, by=past.owner, now=NOW)
    with pytest.raises(ConflictError) as refused:
        operations.start_trial(trial=second, by=past.owner, now=NOW)
    assert refused.value.problems[0].code == "trial-already-runs"


def test_publishing_another_version_ends_what_was_compared_with_the_one_before(past):
    trial = planned(past)
    operations.start_trial(trial=trial, by=past.owner, now=NOW)
    newer = PERMIT.replace("Park near your home.", "Park nearer.")
    services.publish_version(definition_text=newer, translations={"es": PERMIT_ES}, by=past.owner, now=NOW)
    look_due(now=NOW + timedelta(hours=1))
    seen = queries.trial(trial, by=past.owner)
    assert (seen.verdict, seen.because) == ("stopped", "another version was published")


def test_a_version_that_is_only_kept_is_seen_by_nobody(cast):
    added = services.add_version(definition_text=LONGER, translations={"es": PERMIT_ES}, by=cast.owner, now=NOW)
    assert offered.current_version(cast.service, "any") == cast.version
    first, second = offered.versions_of(cast.service)
    assert (first.version, first.is_live, second.is_live) == (added.version, False, True)


def test_who_stops_a_trial_says_why_and_the_register_keeps_it(past):
    trial = planned(past)
    operations.start_trial(trial=trial, by=past.owner, now=NOW)
    come(past, random.Random(3), 30, start=NOW, rates={"new": 0.8, "old": 0.8})
    operations.stop_trial(trial=trial, reason="The office moves.", by=past.approver, now=NOW + timedelta(days=20))
    operations.conclude_trial(trial=trial, outcome="again", reason="Later.", by=past.owner, now=NOW)
    (public,) = queries.register()
    assert (public.verdict, public.because, public.outcome, public.cases) == ("stopped", "by hand", "again", 30)


def test_a_group_that_is_everybody_is_none(past):
    trial = planned(past)
    operations.start_trial(trial=trial, by=past.owner, now=NOW)
    at = come(past, random.Random(3), 60, start=NOW, rates={"new": 0.8, "old": 0.8})
    row = Trial.objects.get(pk=trial)
    assert looked(row, now=at + timedelta(days=31))["groups"] == []
    begin(past, now=at, language="es")
    groups = looked(row, now=at + timedelta(days=31))["groups"]
    assert [one["name"] for one in groups] == ["language: en", "language: es"]
