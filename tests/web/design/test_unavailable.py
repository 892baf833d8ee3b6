"""When the store cannot serve, the page says so with 503 and a time to come back; what was confirmed is kept."""

import errno
import time

import pytest
from django.db import InterfaceError, InternalError, OperationalError, ProgrammingError, connection
from django.urls import reverse
from tests.cast import begin

from servewell.apps.cases import queries
from servewell.gateways.sqlite import base
from servewell.web.design.errors import is_store_away


class ReadOnlyError(Exception):
    sqlstate = "25006"


def read_only() -> InternalError:
    raised = InternalError("cannot execute INSERT in a read-only transaction")
    raised.__cause__ = ReadOnlyError()
    return raised


@pytest.mark.parametrize(
    ("raised", "is_away"),
    [
        (OperationalError("database or disk is full"), True),
        (InterfaceError("connection already closed"), True),
        (read_only(), True),
        (OSError(errno.ENOSPC, "No space left on device"), True),
        (OSError(errno.EROFS, "Read-only file system"), True),
        (OSError(errno.ENOENT, "No such file"), False),
        (ProgrammingError("no such column"), False),
        (InternalError("of another kind"), False),
        (ValueError("of ours"), False),
    ],
)
def test_faults_of_the_store_are_told_from_ours(raised: Exception, is_away: bool) -> None:
    assert is_store_away(raised) is is_away


@pytest.fixture
def no_store(transactional_db):
    """The database cannot be reached until the test ends."""
    known = dict(connection.settings_dict)
    connection.close()
    connection.settings_dict |= {"NAME": "/nowhere/servewell"} if connection.vendor == "sqlite" else {"PORT": "1"}
    yield
    connection.close()
    connection.settings_dict |= known


@pytest.mark.parametrize("name", ["catalogue", "track", "staff_home"])
def test_a_store_that_is_away_is_said_at_once(no_store, client, name):
    client.cookies["session"] = "a-session-that-has-to-be-read"
    client.raise_request_exception = False
    began = time.monotonic()
    response = client.get(reverse(name))
    told = response.content.decode()
    assert response.status_code == 503
    assert response.headers["Retry-After"] == "5"
    assert "Nothing that we confirmed is lost." in told
    assert "it counts only once" in told
    assert time.monotonic() - began < 6


def test_it_is_said_in_the_language_of_the_reader(no_store, client):
    client.raise_request_exception = False
    response = client.get(reverse("catalogue"), headers={"accept-language": "es"})
    assert response.status_code == 503
    assert "No se ha perdido nada" in response.content.decode()


def test_no_turn_to_write_is_503_with_retry_after(shared_cast, client, monkeypatch):
    if connection.vendor != "sqlite":
        pytest.skip("only SQLite has one writer")
    draft_id = begin(shared_cast)
    before = queries.draft(draft_id)
    monkeypatch.setattr(base, "LONGEST_WAIT", 0.05)
    assert base.WRITERS.acquire(1)
    try:
        response = client.post(reverse("start", args=[shared_cast.service]))
    finally:
        base.WRITERS.release()
    assert response.status_code == 503
    assert response.headers["Retry-After"] == "5"
    assert "Try again in a few minutes" in response.content.decode()
    assert queries.draft(draft_id) == before


def test_a_lock_that_is_not_given_is_503_and_not_a_hanging_page(shared_cast, client):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer and no locks of rows")
    draft_id = begin(shared_cast)
    other = connection.copy()
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '200ms'")
    try:
        with other.cursor() as cursor:
            cursor.execute("BEGIN")
            cursor.execute("LOCK TABLE cases_draft IN ACCESS EXCLUSIVE MODE")
            response = client.post(reverse("start", args=[shared_cast.service]))
            cursor.execute("ROLLBACK")
    finally:
        other.close()
        connection.close()
    assert response.status_code == 503
    assert queries.draft(draft_id).id == draft_id
