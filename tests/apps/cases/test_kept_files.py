"""Documents whose file is lost or changed are told by their ids; those known to be gone are not."""

import io
from pathlib import Path

import pytest
from tests.cast import NOW, apply

from servewell.apps.cases.kept_files import broken_documents, stored_names
from servewell.apps.cases.storing import stored_file

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


@pytest.fixture
def document(cast, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    case_id, _ = apply(cast)
    row = stored_file("letter.pdf", io.BytesIO(PDF))
    row.case_id, row.created_at = case_id, NOW
    row.save()
    return row


def test_a_file_that_is_as_it_was_given(document):
    assert broken_documents() == (1, ())
    assert stored_names() == {document.stored}


def test_a_file_that_was_changed(document, tmp_path: Path):
    (tmp_path / document.stored).write_bytes(PDF + b"x")
    assert broken_documents() == (1, (f"Document {document.pk}: its file is not the one that was given.",))


def test_a_file_that_is_lost(document, tmp_path: Path):
    (tmp_path / document.stored).unlink()
    assert broken_documents() == (1, (f"Document {document.pk}: its file is not there.",))
    assert broken_documents(gone=[document.stored]) == (1, ())
