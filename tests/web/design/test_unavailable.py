"""When the store cannot take a write, the page says so with 503 and a time to come back; the draft is kept."""

import pytest
from django.db import connection
from django.urls import reverse
from tests.cast import begin

from servewell.apps.cases import queries
from servewell.gateways.sqlite import base


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
