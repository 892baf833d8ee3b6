"""Submit a draft: exactly one case, however often and from however many tabs it is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import IntegrityError, transaction

from servewell.apps.cases import tokens
from servewell.apps.cases.access import draft_of, lock_draft
from servewell.apps.cases.models import Case, Clock, Document, Draft
from servewell.apps.cases.notify import notify_case
from servewell.apps.cases.operations.begin_draft import not_open
from servewell.apps.cases.projection import alarms_of, project
from servewell.apps.cases.readings import Submitted
from servewell.apps.cases.storing import described
from servewell.apps.journal import operations as journal
from servewell.apps.notices.links import secret_of
from servewell.apps.people import queries as people
from servewell.apps.people.actor import Actor
from servewell.apps.services import queries as services
from servewell.core.definition.journey import journey_of
from servewell.core.definition.model import Definition
from servewell.core.problem import Place, Problem, ProblemError
from servewell.core.record import Event, fold_case
from servewell.gateways.rows import insert_row, write_row


def submit(*, draft_id: str, submission_key: str, by: Actor, now: datetime) -> Submitted:
    """Turn a complete draft into a case and return its receipt; asked again, return the same receipt.

    The draft's row is locked and its id and the key are unique among cases, so that two presses at the same moment
    meet: the later one finds the case of the first. Nothing outside this database is needed for the receipt.
    """
    draft = draft_of(by, draft_id)
    try:
        with transaction.atomic():
            draft = lock_draft(draft.pk)
            if draft.case_id is not None:
                return _receipt(draft.case_id)
            return _submit(draft, submission_key, by, now)
    except IntegrityError:
        # Another connection was first: what it stored is the answer.
        case_id = Draft.objects.values_list("case_id", flat=True).get(pk=draft.pk)
        if case_id is None:
            raise ProblemError(
                Problem(
                    code="submission-key-used",
                    found="This page belongs to another application.",
                    fix="Open your application again and press the button once more.",
                )
            ) from None
        return _receipt(case_id)


def _submit(draft: Draft, submission_key: str, by: Actor, now: datetime) -> Submitted:
    definition = services.definition(draft.version)
    agency = people.agency(draft.agency)
    _check_in_time(draft, agency, now)
    answers = _complete_answers(draft, definition, now)
    kept = _files_in(answers)
    documents = [row for row in Document.objects.filter(draft_id=draft.pk).order_by("id") if row.pk in kept]
    case_id, reference = tokens.new_id(), tokens.new_reference()
    data = {
        "draft": draft.pk,
        "channel": draft.channel,
        "device": draft.device,
        "language": draft.language,
        "arm": draft.arm,
        "assisted": draft.assisted_by_id is not None,
        "stage": definition.stages[0].id if definition.stages else "received",
    }
    body = {"answers": answers, "reference": reference, "documents": [described(row) for row in documents]}
    appended = journal.append(
        subject=f"case:{case_id}",
        kind="submitted",
        by=by.id,
        now=now,
        service=draft.service,
        version=draft.version,
        data=data,
        body=body,
    )
    case = _store(draft, agency, case_id, reference, submission_key, answers, definition, appended.event)
    if documents:
        Document.objects.filter(pk__in=[row.pk for row in documents]).update(case=case)
    # The answers now live in the record; a draft that was submitted keeps no second copy.
    draft.case_id, draft.answers, draft.saved_at = case_id, {}, now
    write_row(draft, ["case_id", "answers", "saved_at"])
    notify_case(case, agency, template="submitted", key=f"submitted:{case_id}", now=now)
    return Submitted(case_id, reference, secret_of(f"case:{case_id}", 1))


def _store(
    draft: Draft,
    agency: people.AgencyView,
    case_id: str,
    reference: str,
    submission_key: str,
    answers: Mapping[str, object],
    definition: Definition,
    submitted: Event,
) -> Case:
    fields = project(fold_case((submitted,)), definition, agency)
    case = Case(
        id=case_id,
        reference=reference,
        secret_hash=tokens.hash_of(secret_of(f"case:{case_id}", 1)),
        submission_key=submission_key,
        draft_id=draft.pk,
        account_id=draft.account_id,
        email=_address(draft, answers, definition),
        agency=draft.agency,
        **fields,
    )
    insert_row(case)
    alarms = alarms_of(fields, agency)
    if alarms.missed_at is not None:
        insert_row(Clock(case=case, kind="deadline_near", due_at=alarms.near_at))
        insert_row(Clock(case=case, kind="deadline_missed", due_at=alarms.missed_at))
    return case


def _complete_answers(draft: Draft, definition: Definition, now: datetime) -> dict[str, object]:
    """Return the answers that apply, or raise with one problem for each page that is not done."""
    state = journey_of(definition).state(
        draft.answers, now=now, channel=draft.channel, answered_pages=set(draft.answered_pages)
    )
    if state.end_page is not None:
        raise ProblemError(
            Problem(
                code="journey-ended",
                where=Place(page=state.end_page),
                found="With these answers the application cannot go on.",
                fix="Read why, and what you can do instead.",
            )
        )
    wrong = [page.id for page in state.pages if page.status != "done"]
    if wrong or not state.is_complete:
        raise ProblemError(
            *(
                Problem(
                    code="page-incomplete",
                    where=Place(page=page),
                    found=f"The page '{definition.text(f'page.{page}.title', draft.language)}' is not complete.",
                    fix="Open it and answer what is missing.",
                )
                for page in wrong or [""]
            )
        )
    return dict(state.answers)


def _check_in_time(draft: Draft, agency: people.AgencyView, now: datetime) -> None:
    view = services.service(draft.service, now=now)
    finish_by = view.availability.finish_by
    today = services.today_in(agency.timezone, now)
    if finish_by is not None and today > finish_by:
        raise ProblemError(not_open(view))


def _files_in(answers: Mapping[str, object]) -> set[str]:
    """Return the ids of the files that are part of these answers."""
    return {
        str(file["id"])
        for value in answers.values()
        if isinstance(value, dict) and isinstance(value.get("files"), list)
        for file in value["files"]
    }


def _address(draft: Draft, answers: Mapping[str, object], definition: Definition) -> str:
    """Return where notices go: the e-mail answered, else where the link to continue went, else the account's."""
    for path, question, _ in definition.questions():
        if question.type == "e-mail" and answers.get(path):
            return str(answers[path])
    if draft.email or draft.account_id is None:
        return draft.email
    return people.account_email(draft.account_id)[0]


def _receipt(case_id: str) -> Submitted:
    case = Case.objects.get(pk=case_id)
    secret = secret_of(f"case:{case.pk}", case.secret_number)
    return Submitted(case.pk, case.reference, secret if tokens.matches(secret, case.secret_hash) else "")
