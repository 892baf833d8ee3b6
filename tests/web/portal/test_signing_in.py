"""Sign in by a code that comes by e-mail, on pages with the look of the rest."""

import re

import pytest
from django.urls import reverse
from tests.web.portal.conftest import Resident

from servewell.apps.notices import queries as notices

pytestmark = pytest.mark.django_db


def test_a_code_by_e_mail_signs_in(resident: Resident) -> None:
    page = resident.browser.get(reverse("account_request_login_code")).content.decode()
    assert 'class="sw-header"' in page
    assert 'class="govuk-input"' in page
    resident.browser.post(reverse("account_request_login_code"), {"email": "ana@riverton.example"})
    code = re.search(r"\n\s*([A-Z0-9]{3,6}-?[A-Z0-9]{3,6})\s*\n", notices.mailbox()[0].text)[1]
    done = resident.browser.post(reverse("account_confirm_login_code"), {"code": code}, follow=True)
    assert done.redirect_chain[-1][0] == reverse("my_cases")
    assert "My cases" in done.content.decode()


@pytest.mark.parametrize("name", ["account_login", "account_signup", "account_logout", "account_request_login_code"])
def test_the_pages_of_sign_in_wear_our_look(resident: Resident, name: str) -> None:
    page = resident.browser.get(reverse(name), follow=True).content.decode()
    assert 'class="sw-header"' in page
