"""Sign-in by a code in the mail: no password, the same page for known and unknown addresses, mail by the outbox."""

import re

import pytest
from django.urls import reverse

from servewell.apps.notices import queries as notices
from servewell.apps.notices.tasks import send_due
from servewell.apps.people import queries as people


def code_in_the_mail():
    return re.search(r"^([A-Z0-9]{4}-?[A-Z0-9]{4}|[0-9]{6})$", notices.mailbox()[0].text, re.MULTILINE)[1]


def test_a_resident_signs_in_with_a_code_that_goes_through_the_outbox(cast, client):
    response = client.post(reverse("account_request_login_code"), {"email": "ana@riverton.example"})
    assert response.status_code == 302
    (mail,) = notices.mailbox()
    assert "Servewell" in mail.text
    assert (mail.template, mail.to, mail.state) == ("sign_in", "ana@riverton.example", "queued")
    response = client.post(reverse("account_confirm_login_code"), {"code": code_in_the_mail()})
    assert response.status_code == 302
    assert response.url == "/my-cases/"
    assert client.session["_auth_user_id"] == str(cast.resident.account_id)
    assert send_due(now=mail.send_after) == 1


def test_a_new_resident_makes_an_account_without_a_password(cast, client):
    client.post(reverse("account_signup"), {"email": "New@mail.example"})
    client.post(reverse("account_email_verification_sent"), {"code": code_in_the_mail()})
    assert people.actor_by_email("new@mail.example").kind == "resident"


@pytest.mark.parametrize("email", ["ana@riverton.example", "nobody@riverton.example"])
def test_the_page_does_not_tell_who_has_an_account(cast, client, email):
    response = client.post(reverse("account_request_login_code"), {"email": email}, follow=True)
    assert response.status_code == 200
    assert response.redirect_chain[-1][0].startswith(reverse("account_confirm_login_code"))
    assert len(notices.mailbox()) == 1


def test_headers_are_strict(cast, client):
    headers = client.get(reverse("account_login")).headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"
