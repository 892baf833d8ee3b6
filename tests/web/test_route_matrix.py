"""Every address against everybody: nobody, a stranger, the wrong role, the right one. No route is left out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from tests.apps.findings.found import searched, waits
from tests.apps.trials.test_trials import LONGER
from tests.cast import PERMIT_ES, Cast, begin, fill
from tests.web.route_table import EVERYBODY, EXPECTED
from tests.web.workspace.test_trials import plan

from servewell.apps.cases import operations as cases
from servewell.apps.cases import queries as reading
from servewell.apps.feedback import operations as feedback
from servewell.apps.journal.sealing import seal_all
from servewell.apps.people import operations as people
from servewell.apps.people import queries as who
from servewell.apps.people.actor import GUEST, SYSTEM, Actor, guest_of_draft
from servewell.apps.services import operations as services
from servewell.apps.trials import operations as trials

OURS = sorted({route for route, _method in EXPECTED})
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
ROLES = ("caseworker", "service_owner", "approver", "auditor", "operator")
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def patterns(resolver: URLResolver | None = None, before: str = "") -> Iterator[tuple[str, str]]:
    """Yield (address pattern, name) of everything the resolver knows."""
    for one in (resolver or get_resolver()).url_patterns:
        if isinstance(one, URLResolver):
            yield from patterns(one, before + str(one.pattern))
        elif isinstance(one, URLPattern):
            yield before + str(one.pattern), str(one.name)


@dataclass(frozen=True)
class Case:
    """A case with what opens it."""

    id: str
    reference: str
    secret: str
    asked: str = ""
    document: str = ""


@dataclass(frozen=True)
class World:
    """A draft and cases in each state that a route needs, all Ana's, by key and by account."""

    cast: Cast
    draft: str
    draft_secret: str
    submission_key: str
    open: Case
    taken: Case
    decided: Case
    held: Case
    closed: Case
    finding: str
    idea: str
    trial: str
    version: str

    def case_for(self, route: str) -> Case:
        """Return the case in the state in which the route can do its work."""
        states = {"staff_return": self.taken, "staff_undo": self.held}
        if "review" in route or "outcome" in route:
            return self.closed
        is_about_decision = route in ("case_idea", "case_idea_support", "case_appeal", "staff_reopen", "staff_close")
        return self.decided if is_about_decision else states.get(route, self.open)

    def url(self, route: str) -> str:
        """Return the address of a route for this world."""
        case = self.case_for(route)
        pattern = next(pattern for pattern, name in patterns() if name == route)
        known = {
            "slug": self.cast.service, "draft": self.draft, "page": "home", "reference": case.reference,
            "seq": 1, "tile": "0/000.p/2",
            "secret": self.draft_secret if route == "draft_link" else case.secret, "asked": case.asked,
            "document": case.document, "case_id": case.id, "question": "car", "finding": self.finding,
            "idea": self.idea, "trial": self.trial,
        }  # fmt: skip
        return reverse(route, kwargs={name: known[name] for name in re.findall(r"<\w+:(\w+)>", pattern)})

    def fields(self, route: str) -> dict[str, object]:
        """Return what a right press of the button on that page sends."""
        seq = reading.case(self.case_for(route).id, for_resident=False, now=datetime.now(UTC)).seq
        return {
            "eligibility": {"page": "home", "postcode": "4011"},
            "saved": {"email": "ana@mail.example"},
            "submit": {"submission_key": self.submission_key, "declaration": "yes"},
            "page": {"postcode": "4011", "blind": "yes"},
            "set_language": {"language": "es", "next": "/"},
            "demo_sign_in": {"email": "amina@riverton.example"},
            "staff_assign": {"to": str(self.cast.boris.account_id)},
            "staff_stage": {"stage": "checking"},
            "staff_aside": {"reason": "third party"},
            "staff_decide": {
                "action": "decide", "decision": "refuse", "reasons": "refuse:no_proof", "explanation": "Too old.",
                "base_seq": seq,
            },
            "staff_request": {"text": "Please send proof.", "base_seq": seq},
            "staff_privacy": {"action": "propose", "what": "answers", "questions": "car", "ground": "not needed"},
            "staff_correct": {"car": "A large one", "reason": "A slip.", "base_seq": seq},
            "staff_apply": {"service": self.cast.service, "channel": "counter", "language": "en"},
            "staff_service": {"state": "paused", "note": "Back soon"},
            "staff_finding": {"action": "keep"},
            "staff_idea": {"state": "done"},
            "staff_trial": {"action": "stop", "reason": "Enough."},
            "staff_trial_plan": plan(self.version) | {"effect": "40", "why": "Another reason."},
            "staff_idea_publish": {"said": "Less paper, please."},
            "case_outcome": {"outcome": "partly"},
        }.get(route, {"text": "Some words"})  # fmt: skip


@pytest.fixture
def world(cast: Cast, settings, tmp_path) -> World:
    settings.MEDIA_ROOT = tmp_path
    now = datetime.now(UTC) - timedelta(hours=2)
    for role in set(ROLES) - {"caseworker"}:
        people.grant_role(account_id=cast.stranger.account_id, agency="hillford", role=role, by=SYSTEM, now=now)
    begun = cases.begin_draft(service=cast.service, language="en", channel="online", device="phone", by=GUEST, now=now)
    fill(begun.draft_id, now=now)
    cases.claim_draft(draft_id=begun.draft_id, secret=begun.secret, by=cast.resident, now=now)
    decided, held, taken, closed = (apply(cast, now) for _ in range(4))
    for case, hold in ((decided, timedelta(0)), (closed, timedelta(0)), (held, timedelta(days=1))):
        cases.decide(
            case_id=case.id, decision="refuse", reasons=("no_proof",), explanation="", hold=hold, by=cast.amina, now=now
        )
    cases.close_case(case_id=closed.id, by=cast.boris, now=now)
    cases.give_outcome(case_id=closed.id, outcome="not", by=cast.resident, now=now)
    cases.take_case(case_id=taken.id, by=cast.amina, now=now)
    opened = with_request(cast, apply(cast, now, PDF), now)
    seal_all()
    return World(
        cast, begun.draft_id, begun.secret, reading.draft(begun.draft_id).submission_key,
        opened, taken, decided, held, closed, *findings_and_ideas(cast, now), *with_trial(cast, now),
    )  # fmt: skip


def apply(cast: Cast, now: datetime, file: bytes = b"") -> Case:
    """Apply as a guest, put the case into Ana's account, and keep its secret."""
    draft = begin(cast, now=now)
    if file:
        cases.add_draft_file(
            draft_id=draft, question="proof", name="bill.pdf", content=BytesIO(file), by=guest_of_draft(draft), now=now
        )
        held = reading.draft(draft).answers["proof"]
        fill(draft, now=now)
        cases.save_page(
            draft_id=draft, page="home", by=guest_of_draft(draft), now=now,
            answers={"postcode": "4011", "blind": False, "car": "A small one", "proof": held},
        )  # fmt: skip
    else:
        fill(draft, now=now)
    sent = cases.submit(draft_id=draft, submission_key=f"key-{draft}", by=guest_of_draft(draft), now=now)
    cases.claim_case(case_id=sent.case_id, secret=sent.secret, by=cast.resident, now=now)
    return Case(sent.case_id, sent.reference, sent.secret)


def with_request(cast: Cast, case: Case, now: datetime) -> Case:
    """Ask for something, so that there is a request to answer."""
    asked = cases.request_information(case_id=case.id, text="Proof?", by=cast.amina, now=now)
    document = reading.case(case.id, for_resident=False, now=now).documents[0].id
    return Case(case.id, case.reference, case.secret, asked, document)


def findings_and_ideas(cast: Cast, now: datetime) -> tuple[str, str]:
    """Return a finding and an idea."""
    (finding,) = searched(cast, [waits()], now=now)
    idea = feedback.raise_idea(service=cast.service, text="Less paper.", by=cast.amina, now=now)
    feedback.publish_idea(idea=idea, said="Less paper.", by=cast.owner, now=now)
    return finding, idea


def with_trial(cast: Cast, now: datetime) -> tuple[str, str]:
    """Return a planned trial and the version that it tries; the service has the past that a plan needs."""
    for days in range(20, 28):
        begin(cast, now=now - timedelta(days=days))
    given = {"definition_text": LONGER, "translations": {"es": PERMIT_ES}}
    version = services.add_version(**given, by=cast.owner, now=now).version
    trial = trials.plan_trial(
        service=cast.service, version=version, measure="completed", smallest_effect=0.4, share=5000,
        tier="safe to try", why="Shorter is better.", by=cast.owner, now=now,
    )  # fmt: skip
    return trial, version


def browser_of(name: str, world: World, *, strict: bool = False) -> Client:
    """Return the browser of one of EVERYBODY."""
    client, cast = Client(enforce_csrf_checks=strict, raise_request_exception=True), world.cast
    accounts: dict[str, Actor] = {
        "resident": cast.helper, "stranger": cast.stranger, "owner_of_it": cast.resident, "caseworker": cast.amina,
        "service_owner": cast.owner, "approver": cast.approver, "auditor": cast.auditor, "operator": cast.operator,
    }  # fmt: skip
    if name == "holder":
        held = (world.open, world.taken, world.decided, world.closed)
        client.cookies["servewell_drafts"] = f"{world.draft}.{world.draft_secret}.{cast.service}"
        client.cookies["servewell_cases"] = "~".join(f"{case.reference}.{case.secret}." for case in held)
    elif name != "nobody":
        email = who.account_email(accounts[name].account_id)[0]
        client.force_login(who.account_by_email(email), backend=BACKEND)
    return client


def outcome_of(response: HttpResponse) -> str:
    """Return what the table calls this answer."""
    is_login = response.status_code == 302 and response["Location"].startswith(reverse("account_login"))
    return "login" if is_login else str(response.status_code)


def test_no_route_is_left_out() -> None:
    routes = {name for pattern, name in patterns() if not pattern.startswith("accounts/")}
    assert routes == set(OURS)
    assert {(route, method) for route in OURS for method in ("GET", "POST")} == set(EXPECTED)


@pytest.mark.parametrize("route", OURS)
def test_everybody_gets_what_the_table_says(world: World, route: str) -> None:
    """Each answer is looked at in a transaction of its own, so that one visitor leaves nothing to the next."""
    url, fields = world.url(route), world.fields(route)
    answered = {}
    for method in ("GET", "POST"):
        for name in EVERYBODY:
            if name not in EXPECTED[route, method]:
                continue
            browser = browser_of(name, world)
            with transaction.atomic():
                response = browser.get(url) if method == "GET" else browser.post(url, fields)
                answered[method, name] = outcome_of(response)
                if EXPECTED[route, method][name] == "404":
                    assert_tells_nothing(response, world)
                transaction.set_rollback(True)
    expected = {(method, name): cell for method in ("GET", "POST") for name, cell in EXPECTED[route, method].items()}
    assert answered == expected


def assert_tells_nothing(response: HttpResponse, world: World) -> None:
    """Whoever may not see a thing reads no word of it."""
    html = response.content.decode()
    assert "Ana Silva" not in html
    assert "Apply for a parking permit" not in html


@pytest.mark.parametrize("route", OURS)
def test_methods_that_no_page_uses_are_refused(world: World, route: str) -> None:
    url = world.url(route)
    for name in ("nobody", "holder", "caseworker"):
        browser = browser_of(name, world)
        for method in (browser.put, browser.patch, browser.delete):
            response = method(url)
            assert response.status_code == 405, (name, method)
            assert response["Allow"]
            assert b"<h1" in response.content


@pytest.mark.parametrize("route", [route for route in OURS if EXPECTED[route, "POST"]["nobody"] != "405"])
def test_a_form_without_its_token_changes_nothing(world: World, route: str) -> None:
    fields = world.fields(route)
    for name, outcome in EXPECTED[route, "POST"].items():
        if outcome not in ("403", "404", "405", "login"):
            assert browser_of(name, world, strict=True).post(world.url(route), fields).status_code == 403, name


def test_lists_of_the_stranger_hold_nothing_of_this_agency(world: World) -> None:
    browser = browser_of("stranger", world)
    for route in (
        "staff_queue",
        "staff_services",
        "staff_apply",
        "staff_record",
        "staff_ideas",
        "staff_data",
        "staff_home",
    ):
        html = browser.get(world.url(route), follow=True).content.decode()
        for secret in (world.open.reference, world.open.id, "Apply for a parking permit", "Ana Silva", "Less"):
            assert secret not in html, (route, secret)


def test_things_that_do_not_exist_look_like_things_of_others(world: World) -> None:
    browser = browser_of("caseworker", world)
    for route in ("staff_case", "staff_message", "staff_decide", "staff_document"):
        pattern = world.url(route).replace(world.open.id, "0" * 26)
        assert browser.get(pattern).status_code == 404, route
    holder = browser_of("holder", world)
    for route in ("case", "receipt", "tasks", "page", "case_document"):
        url = world.url(route).replace(world.open.reference, "222-222-2222").replace(world.draft, "x" * 20)
        assert holder.get(url).status_code == 404, route


@pytest.mark.parametrize("route", ["draft_link", "case_link"])
def test_a_link_with_another_secret_opens_nothing(world: World, route: str) -> None:
    secret = world.draft_secret if route == "draft_link" else world.open.secret
    response = Client().get(world.url(route).replace(secret, secret[::-1]))
    assert response.status_code == 404
    assert_tells_nothing(response, world)


def test_pages_of_the_demo_are_only_in_the_demo(world: World, settings) -> None:
    settings.DEMO = False
    for route in ("mailbox", "demo_sign_in"):
        assert browser_of("caseworker", world).get(world.url(route)).status_code == 404
    assert Client().post(world.url("demo_sign_in"), world.fields("demo_sign_in")).status_code == 404


@pytest.mark.parametrize("route", [route for route in OURS if route.startswith("staff_")])
def test_staff_without_a_second_factor_get_no_further(world: World, settings, route: str) -> None:
    settings.DEMO = False
    browser = browser_of("caseworker", world)
    method = browser.post if EXPECTED[route, "GET"]["caseworker"] == "405" else browser.get
    response = method(world.url(route))
    assert (response.status_code, response.get("Location")) == (302, reverse("mfa_index"))


def test_signing_in_as_nobody_is_told_plainly(world: World) -> None:
    assert Client().post(world.url("demo_sign_in"), {"email": "nobody@riverton.example"}).status_code == 404


@pytest.mark.parametrize("name", ["nobody", "resident", "caseworker"])
def test_the_pages_of_signing_in_answer_everybody(world: World, name: str) -> None:
    arguments = {"account_reset_password_from_key": {"uidb36": "1", "key": "x-y"}}
    for pattern, route in patterns():
        if not pattern.startswith("accounts/"):
            continue
        given = arguments.get(route, {"pk": 1} if "pk" in pattern else {})
        url = reverse(route, kwargs=given)
        for strict in (False, True):
            browser = browser_of(name, world, strict=strict)
            for method in (browser.get, browser.post, browser.put, browser.delete):
                with transaction.atomic():
                    response = method(url)
                    transaction.set_rollback(True)
                assert response.status_code < 500, (route, method)
                if strict and method != browser.get:
                    assert response.status_code in (302, 403, 404, 405), (route, method)
