"""Check that every document's file is there and holds what the record says."""

from __future__ import annotations

from collections.abc import Collection

from servewell.apps.cases.models import Document
from servewell.gateways import files


def broken_documents(*, gone: Collection[str] = ()) -> tuple[int, tuple[str, ...]]:
    """Return how many documents there are, and in words which are lost or changed. `gone` are names known to be."""
    count = 0
    faults: list[str] = []
    for document_id, stored, digest in Document.objects.order_by("pk").values_list("pk", "stored", "sha256").iterator():
        count += 1
        if stored in gone:
            continue
        try:
            found = files.digest_of(stored)
        except FileNotFoundError:
            faults.append(f"Document {document_id}: its file is not there.")
            continue
        if found != digest:
            faults.append(f"Document {document_id}: its file is not the one that was given.")
    return count, tuple(faults)


def stored_names() -> frozenset[str]:
    """Return the names of all files that documents say they have."""
    return frozenset(Document.objects.values_list("stored", flat=True).iterator())
