"""Anybody reads what is tried, also what did not help."""

from datetime import UTC, datetime, timedelta

from django.test import Client
from tests.cast import begin
from tests.web.test_route_matrix import with_trial

from servewell.apps.trials import operations


def test_a_trial_is_public_from_its_start_to_its_end(cast):
    client, now = Client(), datetime.now(UTC) - timedelta(hours=1)
    trial, _ = with_trial(cast, now)
    assert "Nothing was tried yet." in client.get("/trials/").content.decode()
    operations.start_trial(trial=trial, by=cast.owner, now=now)
    begin(cast, now=now)
    assert "It is under way." in client.get("/trials/").content.decode()
    operations.stop_trial(trial=trial, reason="Enough.", by=cast.owner, now=now)
    page = client.get("/trials/").content.decode()
    assert "It was stopped before a verdict." in page
    assert "Shorter is better." in page
