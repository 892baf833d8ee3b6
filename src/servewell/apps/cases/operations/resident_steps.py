"""What the resident of a case can do about it: send what was left for later, withdraw it, contest the decision."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import BinaryIO

from django.db import transaction

from servewell.apps.cases.access import require_resident
from servewell.apps.cases.letters import appeal_until
from servewell.apps.cases.models import Case, Document
from servewell.apps.cases.notify import notify_case
from servewell.apps.cases.storing import described, stored_file
from servewell.apps.cases.writing import check_open, lock_case, record, text_of
from servewell.apps.people.actor import Actor
from servewell.apps.services import queries as services
from servewell.apps.services.queries import today_in
from servewell.core.definition.model import Question
from servewell.core.problem import ConflictError, Problem, ProblemError
from servewell.gateways import files as store


def add_documents(
    *, case_id: str, question: str, files: Sequence[tuple[str, BinaryIO]], by: Actor, now: datetime
) -> None:
    """Add files (name and content) to an open case, as answer to a file question that was left for later."""
    require_resident(by, case_id)
    documents: list[Document] = []
    kept: list[Document] = []
    try:
        asked = _file_question(case_id, question)
        documents += [
            stored_file(name, content, accept=asked.accept, max_size=asked.max_size)
            for name, content in files[: asked.max_files]
        ]
        kept += _keep(case_id, question, documents, by, now)
    finally:
        for document in documents:
            if document not in kept:
                store.remove(document.stored)


def _file_question(case_id: str, question: str) -> Question:
    version = Case.objects.values_list("version", flat=True).get(pk=case_id)
    questions = {path: one for path, one, _ in services.definition(version).questions()}
    found = questions.get(question)
    if found is None or found.type != "file":
        raise ProblemError(
            Problem("unknown-question", found="This service does not ask for such a document.", fix="Send a message.")
        )
    return found


def _keep(case_id: str, question: str, documents: list[Document], by: Actor, now: datetime) -> list[Document]:
    with transaction.atomic():
        case = lock_case(case_id)
        check_open(case)
        known = set(Document.objects.filter(case_id=case_id, question=question).values_list("sha256", flat=True))
        new = [document for document in documents if document.sha256 not in known]
        for document in new:
            document.case, document.question, document.created_at = case.row, question, now
        if not new:
            return []  # pressed twice: these files are here already
        Document.objects.bulk_create(new)
        record(
            case,
            kind="document_added",
            by=by,
            now=now,
            data={"question": question},
            body={"documents": [described(row) for row in new]},
        )
    return new


def withdraw(*, case_id: str, reason: str = "", by: Actor, now: datetime) -> None:
    """Withdraw an application that is not decided; withdrawing again changes nothing."""
    require_resident(by, case_id)
    with transaction.atomic():
        case = lock_case(case_id)
        if case.state.status == "withdrawn":
            return
        check_open(case)
        said = text_of(reason) if reason.strip() else ""
        seq = record(case, kind="withdrawn", by=by, now=now, body={"reason": said})
        notify_case(case.row, case.agency, template="withdrawn", key=f"withdrawn:{case_id}:{seq}", now=now)


def appeal(*, case_id: str, text: str, by: Actor, now: datetime) -> None:
    """Contest a decision within its period. The case stays decided; the queue counts it until it is reopened."""
    require_resident(by, case_id)
    text = text_of(text)
    with transaction.atomic():
        case = lock_case(case_id)
        made = case.state.decision
        agency = case.agency
        chosen = next((item for item in case.definition.decisions if made and item.id == made.id), None)
        until = appeal_until(chosen, agency, made.at) if made and chosen and now >= made.hold_until else None
        if until is None or case.state.status not in ("decided", "closed"):
            raise ConflictError(
                Problem(
                    code="nothing-to-contest",
                    found="There is no decision here that can be contested.",
                    fix="Write us a message instead.",
                )
            )
        if today_in(agency.timezone, now) > until:
            raise ConflictError(
                Problem(
                    code="appeal-too-late",
                    found=f"The time to contest this decision ended on {until.isoformat()}.",
                    fix="Write us a message if something kept you from doing it in time.",
                )
            )
        decided = max(event.header.seq for event in case.events if event.header.kind == "decided")
        if any(event.header.kind == "appealed" and event.header.seq > decided for event in case.events):
            return
        record(case, kind="appealed", by=by, now=now, body={"text": text})
