"""Uploads: limited while they stream in, kept apart from the other answers, so that a bad file costs nothing else."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from io import BytesIO
from typing import Any, BinaryIO, cast

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.datastructures import MultiValueDict
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from servewell.apps.cases import operations as cases
from servewell.core.definition.answers import AnswerFault
from servewell.core.definition.model import Question
from servewell.core.problem import ProblemError
from servewell.web.portal.visits import DraftVisit

MOST_FILES = 20  # in one request
BODY_ALLOWANCE = 4  # a request may be this many times one file's limit before we stop reading it


def megabyte_limit() -> int:
    """Return the most bytes that one file may have here, whatever a definition allows."""
    return int(settings.UPLOAD_MAX_MEGABYTES) * 1024 * 1024


class LimitedUpload(FileUploadHandler):
    """Stops keeping a file at the limit but reads on past it, so that the rest of the form arrives."""

    def __init__(self, request: HttpRequest, limit: int) -> None:
        super().__init__(request)
        self.limit = limit
        self.seen = 0
        self.files = 0

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.seen = 0
        self.files += 1
        if self.files > MOST_FILES:
            raise SkipFile

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        self.seen += len(raw_data)
        if self.seen > self.limit:
            too_large(cast(HttpRequest, self.request)).append((str(self.field_name), str(self.file_name)))
            raise SkipFile
        return raw_data

    def file_complete(self, file_size: int) -> UploadedFile[Any] | None:
        return None


def too_large(request: HttpRequest) -> list[tuple[str, str]]:
    """Return the (field, file name) pairs that were cut off at the limit."""
    # On the request, since Django makes the upload handler before any view runs.
    found: list[tuple[str, str]] = request.__dict__.setdefault("cut_off", [])
    return found


def limited_upload(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Put the limit before anything reads the body; a body far beyond it is refused unread."""
    protected = csrf_protect(view)

    @csrf_exempt
    @wraps(view)
    def limited(request: HttpRequest, **arguments: str) -> HttpResponseBase:
        limit = megabyte_limit()
        if declared_length(request) > BODY_ALLOWANCE * limit:
            return render(request, "portal/too_large.html", {"megabytes": settings.UPLOAD_MAX_MEGABYTES}, status=413)
        request.upload_handlers.insert(0, LimitedUpload(request, limit))
        return protected(request, **arguments)

    return limited


def declared_length(request: HttpRequest) -> int:
    """Return what the browser says it sends, 0 when it says nothing sensible."""
    declared = request.META.get("CONTENT_LENGTH") or "0"
    return int(declared) if declared.isdigit() else 0


def take_files(
    visit: DraftVisit,
    questions: tuple[Question, ...],
    sent: MultiValueDict[str, UploadedFile[Any]],
    cut_off: list[tuple[str, str]],
) -> list[AnswerFault]:
    """Store each file that came with the page; return what is wrong with the others."""
    faults = []
    for question in questions:
        for upload in sent.getlist(question.name):
            faults.extend(take_file(visit, question, upload))
        limit = question.max_size or megabyte_limit()
        faults.extend(size_fault(question.name, name, limit) for field, name in cut_off if field == question.name)
    return faults


def take_file(visit: DraftVisit, question: Question, upload: UploadedFile[Any]) -> list[AnswerFault]:
    """Store one file. The operation looks at the content and refuses what the definition does not accept."""
    try:
        cases.add_draft_file(
            draft_id=visit.draft.id,
            question=question.name,
            name=upload.name or "file",
            content=cast(BinaryIO, upload.file or BytesIO()),
            by=visit.by,
            now=visit.now,
        )
    except ProblemError as error:
        return [file_fault(question, upload.name or "", problem.code) for problem in error.problems]
    return []


def file_fault(question: Question, name: str, code: str) -> AnswerFault:
    """Return the fault that the page shows for a refused file."""
    limit = question.max_size or megabyte_limit()
    params = {"name": name, "limit": str(limit), "accept": ", ".join(question.accept), "most": str(question.max_files)}
    return AnswerFault(question=question.name, code=code, part=None, params=params, message_key=None)


def size_fault(question: str, name: str, limit: int) -> AnswerFault:
    """Return the fault for a file that was cut off while it streamed in."""
    return AnswerFault(
        question=question, code="file-size", part=None, params={"name": name, "limit": str(limit)}, message_key=None
    )  # fmt: skip
