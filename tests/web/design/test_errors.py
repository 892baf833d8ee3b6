"""Error pages: what happened, is my work safe, what next, a number; and the page that needs nothing to work."""

from __future__ import annotations

import re

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.test import RequestFactory
from django.utils import translation

from servewell.apps.people import queries as people
from servewell.web.design import errors

# Without any address: error pages must not depend on what the other pages are.
urlpatterns: list[object] = []
pytestmark = pytest.mark.urls(__name__)
REFERENCE = re.compile(r"[2-9B-Z]{4}-[2-9B-Z]{4}")


@pytest.fixture
def request_(rf: RequestFactory, monkeypatch: pytest.MonkeyPatch) -> HttpRequest:
    monkeypatch.setattr(people, "agencies", lambda: ())
    request = rf.get("/d/7/very-secret")
    request.user = AnonymousUser()
    return request


@pytest.mark.parametrize("status", errors.WORDS)
def test_every_status_says_what_happened_and_what_next(request_: HttpRequest, status: int) -> None:
    response = errors.error_page(request_, status)
    html = response.content.decode()
    assert response.status_code == status
    for sentence in ("What happened", "Is my work safe?", "What you can do"):
        assert sentence in html
    assert REFERENCE.search(html)


def test_the_number_on_the_page_is_in_the_log_and_the_address_is_not(
    request_: HttpRequest, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level("INFO"):
        html = errors.not_found(request_).content.decode()
    reference = REFERENCE.search(html)[0].replace("-", "")
    assert reference in caplog.text
    assert "very-secret" not in caplog.text


def test_the_page_of_our_own_faults_asks_no_database_and_no_session(rf: RequestFactory) -> None:
    response = errors.server_error(rf.get("/"))  # no database fixture: any query fails this test
    assert response.status_code == 500
    assert "something went wrong on our side" in response.content.decode()


def test_error_pages_are_in_the_language_and_direction_of_the_reader(request_: HttpRequest) -> None:
    with translation.override("ar"):
        html = errors.not_found(request_).content.decode()
    assert '<html lang="ar" dir="rtl"' in html
    assert "base.rtl.css" in html
    assert "لم نعثر على هذه الصفحة" in html


def test_a_form_without_its_token_is_explained(request_: HttpRequest) -> None:
    response = errors.forgery_suspected(request_)
    assert response.status_code == 403
    assert "could not be sure that this form came from you" in response.content.decode()


def test_a_body_that_is_too_big_is_told_from_a_damaged_one(request_: HttpRequest) -> None:
    from django.core.exceptions import RequestDataTooBig, SuspiciousOperation

    assert errors.bad_request(request_, RequestDataTooBig()).status_code == 413
    assert errors.bad_request(request_, SuspiciousOperation()).status_code == 400
