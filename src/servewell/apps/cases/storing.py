"""Take a file from outside into the documents folder and note it in a row."""

from __future__ import annotations

from datetime import datetime
from typing import BinaryIO

from servewell.apps.cases import tokens
from servewell.apps.cases.models import Document
from servewell.apps.cases.readings import DocumentView
from servewell.gateways import files

# What is taken where a definition does not say.
ACCEPT = ("pdf", "jpg", "png", "heic", "docx", "odt")
MAX_SIZE = 10 * 1024 * 1024


def stored_file(name: str, content: BinaryIO, *, accept: tuple[str, ...] = (), max_size: int | None = None) -> Document:
    """Check and store a file's bytes; return its row, not yet saved. Do this before opening a transaction."""
    kept = files.store(content, name=name, accept=accept or ACCEPT, max_size=max_size or MAX_SIZE)
    return Document(
        id=tokens.new_id(), name=kept.name, type=kept.type, size=kept.size, sha256=kept.sha256, stored=kept.stored
    )


def described(document: Document) -> dict[str, object]:
    """Return what the record keeps of a document, in the erasable part of an event."""
    return {
        "id": document.pk,
        "question": document.question,
        "name": document.name,
        "type": document.type,
        "size": document.size,
        "sha256": document.sha256,
    }


def view_of(document: Document) -> DocumentView:
    """Return a document without its bytes."""
    created_at: datetime = document.created_at
    return DocumentView(
        id=document.pk,
        name=document.name,
        type=document.type,
        size=document.size,
        question=document.question,
        request=document.request,
        created_at=created_at,
    )
