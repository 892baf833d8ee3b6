"""A trial by its pages: planned, started, looked at and ended, in every language."""

import random
from datetime import UTC, datetime, timedelta

import pytest
from tests.apps.trials.test_trials import LONGER, come
from tests.cast import PERMIT_ES

from servewell.apps.services import operations as services
from servewell.apps.services.shares import share_of
from servewell.apps.trials import queries

PAGE = "/staff/services/parking-permit/trials/"


@pytest.fixture
def now():
    return datetime.now(UTC)


@pytest.fixture
def version(cast, now):
    come(cast, random.Random(1), 80, start=now - timedelta(days=120), rates={"": 0.8}, hours=24)
    given = {"definition_text": LONGER, "translations": {"es": PERMIT_ES}}
    return services.add_version(**given, by=cast.owner, now=now).version


def plan(version, **more):
    return {
        "version": version, "measure": "completed", "effect": "12", "share": "50", "tier": "safe to try",
        "why": "A shorter form.", "action": "plan",
    } | more  # fmt: skip


def test_the_owner_plans_starts_looks_and_stops(cast, sign_in, version):
    owner = sign_in(cast.owner)
    estimate = owner.post(PAGE + "plan/", plan(version, action="estimate")).content.decode()
    assert "How long it will likely take" in estimate
    assert not queries.trials_of(cast.service, by=cast.owner)
    page = owner.post(PAGE + "plan/", plan(version))["Location"]
    assert "Start this trial" in owner.get(page).content.decode()
    owner.post(page, {"action": "start"})
    assert share_of(cast.service).share == 5000
    owner.post(page, {"action": "look"})
    shown = owner.get(page).content.decode()
    assert "Nothing is decided yet" in shown
    assert owner.post(page, {"action": "stop", "reason": ""}).status_code == 400
    owner.post(page, {"action": "stop", "reason": "The office moves."})
    assert "The office moves." in owner.get(page).content.decode()
    owner.post(page, {"action": "conclude", "outcome": "again", "reason": "Later."})
    assert "Concluded" in owner.get(PAGE).content.decode()


def test_who_has_a_plan_refused_keeps_what_she_wrote(cast, sign_in, version):
    refused = sign_in(cast.owner).post(PAGE + "plan/", plan(version, share="70"))
    assert refused.status_code == 400
    assert "A shorter form." in refused.content.decode()
    assert sign_in(cast.owner).post(PAGE + "plan/", plan(version, effect="many")).status_code == 400


def test_a_higher_tier_waits_for_the_approver(cast, sign_in, version):
    page = sign_in(cast.owner).post(PAGE + "plan/", plan(version, tier="with approval", share="25"))["Location"]
    assert "Start this trial" not in sign_in(cast.owner).get(page).content.decode()
    sign_in(cast.approver).post(page, {"action": "approve"})
    assert "Start this trial" in sign_in(cast.owner).get(page).content.decode()
