"""Browsers of the staff: `sign_in(actor)` returns a test client."""

import pytest
from django.test import Client

from servewell.apps.people import queries as people


@pytest.fixture(autouse=True)
def documents(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def sign_in(cast):
    def opened(actor):
        client = Client()
        email = people.account_email(actor.account_id)[0]
        client.force_login(
            people.account_by_email(email), backend="allauth.account.auth_backends.AuthenticationBackend"
        )
        return client

    return opened
