"""Every public operation: one event appended, the wrong actor refused and nothing changed, a second press harmless."""

import inspect
import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

import pytest
from tests.apps.findings.found import searched, waits
from tests.cast import ABOUT_YOU, NOW, PERMIT, PERMIT_ES, Cast, apply, begin, fill

from servewell.apps.cases import operations as cases
from servewell.apps.cases import queries
from servewell.apps.feedback import operations as feedback
from servewell.apps.findings import operations as findings
from servewell.apps.journal import queries as journal
from servewell.apps.journal.sealing import seal_all
from servewell.apps.notices.links import secret_of
from servewell.apps.notices.models import Notice
from servewell.apps.people import operations as people
from servewell.apps.people.actor import GUEST, SYSTEM, guest_of_case, guest_of_draft
from servewell.apps.services import operations as services
from servewell.apps.trials import operations as trials
from servewell.core.definition.answers import AnswerFault
from servewell.core.problem import ProblemError

LATER = NOW + timedelta(hours=1)
PDF = b"%PDF-1.7\ntrailer\n"


@dataclass(frozen=True)
class Try:
    """How to try one operation. `prepare` returns the subject of the event, the keywords, and who may."""

    prepare: Callable
    kind: str
    wrong: Callable = field(default=lambda cast: cast.stranger)
    again: str = "nothing"  # what a second press appends


def on_draft(**kwargs):
    def prepare(cast: Cast):
        draft_id = begin(cast)
        return f"draft:{draft_id}", {"draft_id": draft_id, **kwargs}, guest_of_draft(draft_id)

    return prepare


def on_case(actor="amina", *, before=None, **kwargs):
    def prepare(cast: Cast):
        case_id, guest = apply(cast)
        more = before(cast, case_id) if before else None
        by = guest if actor == "guest" else getattr(cast, actor)
        given = {name: value(cast) if callable(value) else value for name, value in kwargs.items()}
        return f"case:{case_id}", {"case_id": case_id, **given, **(more or {})}, by

    return prepare


def taken(cast, case_id):
    cases.take_case(case_id=case_id, by=cast.amina, now=NOW)


def aside(cast, case_id):
    cases.put_aside(case_id=case_id, reason="visit", by=cast.amina, now=NOW)


def asked(cast, case_id):
    request = cases.request_information(case_id=case_id, text="Which floor?", by=cast.amina, now=NOW)
    return {"request": request}


def decided(cast, case_id):
    cases.decide(case_id=case_id, decision="approve", by=cast.amina, now=NOW)


def decided_just_now(cast, case_id):
    cases.decide(case_id=case_id, decision="approve", by=cast.amina, now=LATER - timedelta(seconds=5))


def refused(cast, case_id):
    cases.decide(case_id=case_id, decision="refuse", reasons=("no_proof",), by=cast.amina, now=NOW)


def closed(cast, case_id):
    decided(cast, case_id)
    cases.close_case(case_id=case_id, by=cast.amina, now=NOW + timedelta(minutes=1))


def not_solved(cast, case_id):
    closed(cast, case_id)
    guest = guest_of_case(case_id)
    cases.give_outcome(case_id=case_id, outcome="not", by=guest, now=NOW + timedelta(minutes=2))


def proposed(cast, case_id):
    decided(cast, case_id)
    cases.propose_erasure(case_id=case_id, ground="unlawful", by=cast.amina, now=NOW)


def wished(cast, case_id):
    cases.ask_for_erasure(case_id=case_id, by=guest_of_case(case_id), now=NOW)


def to_submit(cast: Cast):
    draft_id = begin(cast)
    fill(draft_id)
    return f"draft:{draft_id}", {"draft_id": draft_id, "submission_key": "k1"}, guest_of_draft(draft_id)


def to_begin(cast: Cast):
    return "draft:", {"service": cast.service, "language": "en", "channel": "phone", "device": "desktop"}, cast.amina


def to_claim_draft(cast: Cast):
    draft_id = begin(cast)
    return f"draft:{draft_id}", {"draft_id": draft_id, "secret": secret_of(f"draft:{draft_id}", 1)}, cast.resident


def to_claim_case(cast: Cast):
    case_id, _ = apply(cast)
    return f"case:{case_id}", {"case_id": case_id, "secret": secret_of(f"case:{case_id}", 1)}, cast.resident


def to_open(cast: Cast):
    case_id, _ = apply(cast)
    reference = queries.case(case_id, for_resident=False, now=NOW).reference
    return f"case:{case_id}", {"code_or_reference": reference, "second": "1950-02-28"}, GUEST


def to_remove_file(cast: Cast):
    draft_id = begin(cast)
    by = guest_of_draft(draft_id)
    kept = cases.add_draft_file(
        draft_id=draft_id, question="proof", name="a.pdf", content=io.BytesIO(PDF), by=by, now=NOW
    )
    return f"draft:{draft_id}", {"draft_id": draft_id, "document_id": kept.id}, by


def to_publish(cast: Cast):
    text = PERMIT.replace("Park near your home.", "Park nearer.")
    given = {"definition_text": text, "translations": {"es": PERMIT_ES}}
    return "service:parking-permit", given, cast.owner


def on_finding(judged="", **kwargs):
    def prepare(cast: Cast):
        (finding,) = searched(cast, [waits()])
        if judged:
            findings.dismiss_finding(finding=finding, reason=judged, by=cast.owner, now=NOW)
        return f"service:{cast.service}", {"finding": finding, **kwargs}, cast.owner

    return prepare


def on_idea(actor="owner", **kwargs):
    def prepare(cast: Cast):
        idea = feedback.raise_idea(service=cast.service, text="Less paper.", by=cast.amina, now=NOW)
        return f"service:{cast.service}", {"idea": idea, **kwargs}, getattr(cast, actor)

    return prepare


def on_trial(*before, actor="owner", **kwargs):
    def prepare(cast: Cast):
        for day in range(60, 30, -1):
            fill(begin(cast, now=NOW - timedelta(days=day)))
        added = services.add_version(
            definition_text=PERMIT.replace("Park near your home.", "Park nearer."),
            translations={"es": PERMIT_ES},
            by=cast.owner,
            now=NOW,
        )
        planned = {
            "service": cast.service, "version": added.version, "measure": "completed", "smallest_effect": 0.4,
            "share": 1000, "tier": "safe to try", "why": "Shorter is better.",
        }  # fmt: skip
        by = getattr(cast, actor)
        if "planned" not in before:
            return f"service:{cast.service}", planned, by
        trial = trials.plan_trial(**planned, by=cast.owner, now=NOW)
        if "started" in before:
            trials.start_trial(trial=trial, by=cast.owner, now=NOW)
        if "stopped" in before:
            trials.stop_trial(trial=trial, reason="Enough.", by=cast.owner, now=NOW)
        return f"service:{cast.service}", {"trial": trial, **kwargs}, by

    return prepare


# These check what is shown (a reference and a second proof), not who shows it.
FOR_ANYBODY = {"cases.open_with_code", "cases.send_access_code"}
TRIES: Mapping[str, Try] = {
    "cases.begin_draft": Try(to_begin, "opened", again="opened"),
    "cases.show_page": Try(on_draft(page="home"), "page_shown", again="page_shown"),
    "cases.save_page": Try(on_draft(page="about-you", answers=ABOUT_YOU), "page_answered", again="page_answered"),
    "cases.refuse_page": Try(
        on_draft(page="about-you", faults=[AnswerFault("born_on", "not-a-date")]), "page_refused", again="page_refused"
    ),
    "cases.resume_draft": Try(on_draft(device="desktop"), "resumed", again="resumed"),
    "cases.send_resume_link": Try(on_draft(email="ana@mail.example"), "saved", again="saved"),
    "cases.claim_draft": Try(to_claim_draft, "claimed", wrong=lambda cast: GUEST),
    "cases.claim_case": Try(to_claim_case, "claimed", wrong=lambda cast: GUEST),
    "cases.add_draft_file": Try(
        on_draft(question="proof", name="a.pdf", content=lambda: io.BytesIO(PDF)), "file_added"
    ),
    "cases.remove_draft_file": Try(to_remove_file, "file_removed"),
    "cases.submit": Try(to_submit, "submitted"),
    "cases.send_message": Try(on_case(text="Hello"), "message_sent"),
    "cases.request_information": Try(on_case(text="Which floor?"), "information_requested"),
    "cases.give_information": Try(on_case("guest", before=asked, text="The third"), "information_received"),
    "cases.add_note": Try(on_case(text="Called."), "note_added"),
    "cases.view_case": Try(on_case("auditor", purpose="audit"), "viewed_by_staff"),
    "cases.record_status_view": Try(on_case("guest"), "status_viewed"),
    "cases.take_case": Try(on_case(), "assigned", wrong=lambda cast: cast.auditor),
    "cases.assign_case": Try(on_case(to=lambda cast: cast.boris.account_id), "assigned"),
    "cases.return_case": Try(on_case(before=taken), "returned", wrong=lambda cast: cast.owner),
    "cases.enter_stage": Try(on_case(stage="checking"), "stage_entered", wrong=lambda cast: cast.owner),
    "cases.put_aside": Try(on_case(reason="third party"), "put_aside", wrong=lambda cast: cast.owner),
    "cases.take_up": Try(on_case(before=aside), "taken_up", wrong=lambda cast: cast.auditor),
    "cases.decide": Try(on_case(decision="approve"), "decided", wrong=lambda cast: cast.approver),
    "cases.undo_decision": Try(on_case(before=decided_just_now), "decision_undone", wrong=lambda cast: cast.operator),
    "cases.reopen": Try(on_case(before=decided, reason="A document was overlooked."), "reopened"),
    "cases.issue_output": Try(on_case(before=decided), "output_issued"),
    "cases.close_case": Try(on_case(before=decided), "closed"),
    "cases.add_documents": Try(
        on_case("guest", question="proof", files=lambda cast: lambda: (("a.pdf", io.BytesIO(PDF)),)),
        "document_added",
        wrong=lambda cast: cast.helper,
    ),
    "cases.withdraw": Try(on_case("guest", reason="Moved away."), "withdrawn", wrong=lambda cast: cast.helper),
    "cases.appeal": Try(
        on_case("guest", before=refused, text="Look again."), "appealed", wrong=lambda cast: cast.helper
    ),
    "cases.give_outcome": Try(
        on_case("guest", before=closed, outcome="partly", text="Half."), "outcome_given", wrong=lambda cast: cast.helper
    ),
    "cases.take_review": Try(on_case("boris", before=not_solved), "review_taken", wrong=lambda cast: cast.owner),
    "cases.answer_review": Try(
        on_case("boris", before=not_solved, text="Sent again."), "review_answered", wrong=lambda cast: cast.auditor
    ),
    "cases.rectify": Try(
        on_case(question="car", answer="A large one", reason="A slip."), "rectified", wrong=lambda cast: cast.owner
    ),
    "cases.delay_look": Try(
        on_case("auditor", of=lambda cast: cast.boris.id, until=date(2026, 12, 24), ground="court order"),
        "look_delayed",
        wrong=lambda cast: cast.amina,
    ),
    "cases.ask_for_erasure": Try(on_case("guest", text="Please."), "erasure_asked", wrong=lambda cast: cast.helper),
    "cases.propose_erasure": Try(
        on_case(before=decided, ground="not needed"), "erasure_proposed", wrong=lambda cast: cast.auditor
    ),
    "cases.decline_erasure": Try(
        on_case("approver", before=wished, reason="A law."), "erasure_declined", wrong=lambda cast: cast.amina
    ),
    "cases.erase_case": Try(
        on_case("approver", before=proposed, ground="unlawful"), "erased", wrong=lambda cast: cast.boris
    ),
    "cases.open_with_code": Try(to_open, "status_viewed", again="status_viewed"),
    "cases.send_access_code": Try(lambda cast: (None, {"subject": "case:none"}, GUEST), ""),
    "services.publish_version": Try(to_publish, "version_published", wrong=lambda cast: cast.amina),
    "services.set_availability": Try(
        lambda cast: ("service:parking-permit", {"service": cast.service, "state": "paused"}, cast.owner),
        "availability_changed",
    ),
    "findings.ask_for_findings": Try(
        lambda cast: ("service:parking-permit", {"service": cast.service, "groups": ["language"]}, cast.owner),
        "findings_asked",
        wrong=lambda cast: cast.approver,
    ),
    "findings.keep_finding": Try(on_finding(), "finding_kept", wrong=lambda cast: cast.amina),
    "findings.dismiss_finding": Try(on_finding(reason="Known."), "finding_dismissed"),
    "findings.restore_finding": Try(on_finding("Known."), "finding_restored", wrong=lambda cast: cast.auditor),
    "feedback.raise_idea": Try(
        lambda cast: ("service:parking-permit", {"service": cast.service, "text": "Less paper."}, cast.amina),
        "idea_raised",
        wrong=lambda cast: cast.auditor,
    ),
    "feedback.answer_idea": Try(on_idea(state="done"), "idea_answered", wrong=lambda cast: cast.amina),
    "feedback.support_idea": Try(on_idea("boris"), "idea_supported", wrong=lambda cast: cast.resident),
    "feedback.link_idea": Try(on_idea(change="c1"), "idea_linked", wrong=lambda cast: cast.boris),
    "feedback.publish_idea": Try(on_idea(said="Less paper."), "idea_published", wrong=lambda cast: cast.approver),
    "services.add_version": Try(to_publish, "version_added", wrong=lambda cast: cast.amina),
    "trials.plan_trial": Try(on_trial(), "trial_planned", wrong=lambda cast: cast.approver),
    "trials.approve_trial": Try(on_trial("planned", actor="approver"), "trial_approved", wrong=lambda cast: cast.owner),
    "trials.start_trial": Try(on_trial("planned"), "trial_started", wrong=lambda cast: cast.amina),
    "trials.look_at_trial": Try(on_trial("planned", "started"), "trial_looked_at", wrong=lambda cast: cast.amina),
    "trials.stop_trial": Try(
        on_trial("planned", "started", reason="Enough."), "trial_ended", wrong=lambda cast: cast.auditor
    ),
    "trials.conclude_trial": Try(
        on_trial("planned", "started", "stopped", outcome="keep", reason="Not better."),
        "trial_concluded",
        wrong=lambda cast: cast.approver,
    ),
    "people.create_agency": Try(
        lambda cast: ("agency:new", {"slug": "new", "name": "New"}, SYSTEM), "agency_created", lambda cast: cast.owner
    ),
    "people.create_account": Try(
        lambda cast: ("account:", {"email": "new@mail.example"}, cast.operator), "account_created"
    ),
    "people.grant_role": Try(
        lambda cast: (
            cast.resident.id,
            {"account_id": cast.resident.account_id, "agency": "riverton", "role": "auditor"},
            cast.operator,
        ),
        "role_granted",
    ),
    "people.revoke_role": Try(
        lambda cast: (
            cast.boris.id,
            {"account_id": cast.boris.account_id, "agency": "riverton", "role": "caseworker"},
            cast.operator,
        ),
        "role_revoked",
        wrong=lambda cast: cast.amina,
    ),
}
MODULES = {
    "cases": cases,
    "services": services,
    "people": people,
    "findings": findings,
    "feedback": feedback,
    "trials": trials,
}


def public(module):
    named = getattr(module, "__all__", None) or [
        name
        for name, value in vars(module).items()
        if inspect.isfunction(value) and value.__module__ == module.__name__ and not name.startswith("_")
    ]
    return set(named)


def test_no_operation_is_left_out():
    assert {f"{app}.{name}" for app, module in MODULES.items() for name in public(module)} == set(TRIES)


@pytest.mark.parametrize("name", TRIES)
def test_operations_are_keyword_only_with_actor_and_time(name):
    parameters = inspect.signature(function(name)).parameters
    assert {parameter.kind for parameter in parameters.values()} == {inspect.Parameter.KEYWORD_ONLY}
    assert {"by", "now"} <= parameters.keys()
    assert not any(word.startswith(("skip", "force", "without")) for word in parameters)


@pytest.fixture(autouse=True)
def documents(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def function(name):
    app, verb = name.split(".")
    return getattr(MODULES[app], verb)


def call(name, given, by):
    ready = {key: value() if callable(value) else value for key, value in given.items()}
    return function(name)(**ready, by=by, now=LATER)


def count():
    return sum(len(journal.events_of(subject)) for subject in journal.subjects(""))


@pytest.mark.parametrize("name", TRIES)
def test_one_event_is_appended_and_a_second_press_is_harmless(cast, name):
    attempt = TRIES[name]
    _, given, by = attempt.prepare(cast)
    before = count()
    call(name, given, by)
    expected = 1 if attempt.kind else 0
    assert count() - before == expected
    if attempt.kind:
        seal_all()
        newest = list(journal.stream(after=0, limit=100_000))[-1]
        assert newest.header.kind == attempt.kind
    notices = Notice.objects.count()
    call(name, given, by)
    assert count() - before == expected + (attempt.again != "nothing")
    if attempt.again == "nothing":
        assert Notice.objects.count() == notices


@pytest.mark.parametrize("name", [name for name in TRIES if name not in FOR_ANYBODY])
def test_the_wrong_actor_is_refused_and_nothing_changes(cast, name):
    attempt = TRIES[name]
    wrong = attempt.wrong(cast)
    _, given, _ = attempt.prepare(cast)
    before, notices = count(), Notice.objects.count()
    with pytest.raises(ProblemError) as refused:
        call(name, given, wrong)
    assert refused.value.problems[0].code in ("not-allowed", "not-found")
    assert (count(), Notice.objects.count()) == (before, notices)


NEEDS_NO_CASE = {"cases.begin_draft", "cases.claim_draft", "cases.claim_case", *FOR_ANYBODY}


@pytest.mark.parametrize("name", [name for name in TRIES if name.startswith("cases.") and name not in NEEDS_NO_CASE])
def test_a_guest_of_another_case_finds_nothing(cast, name):
    attempt = TRIES[name]
    _, given, _ = attempt.prepare(cast)
    before = count()
    for foreign in (guest_of_case("other"), guest_of_draft("other"), GUEST):
        with pytest.raises(ProblemError) as refused:
            call(name, given, foreign)
        assert refused.value.problems[0].code == "not-found"
    assert count() == before


def test_the_day_of_a_service_is_the_agencys(cast):
    services.set_availability(
        service=cast.service, state="seasonal", opens_on=date(2026, 11, 24), by=cast.owner, now=NOW
    )
    with pytest.raises(ProblemError) as refused:
        begin(cast, now=NOW)
    assert refused.value.problems[0].code == "service-not-open"
    assert begin(cast, now=NOW + timedelta(days=1))
