"""Come back to a draft or a case: who may, by what, and what a stranger sees."""

import re

import pytest
from django.urls import reverse
from tests.web.portal.conftest import ABOUT_YOU, Resident

from servewell.apps.cases import queries
from servewell.apps.notices import queries as notices

pytestmark = pytest.mark.django_db


def text(response) -> str:
    return response.content.decode()


def saved_link(resident: Resident, draft: str) -> str:
    page = text(resident.browser.get(reverse("saved", args=[draft])))
    return re.search(rf"/d/{draft}/\w+", page)[0]


def test_the_link_opens_the_draft_on_another_phone_at_a_clean_address(
    resident: Resident, other_browser: Resident
) -> None:
    draft = resident.begin()
    resident.browser.post(resident.page(draft, "about-you"), ABOUT_YOU)
    opened = other_browser.browser.get(saved_link(resident, draft))
    assert opened["Location"] == reverse("tasks", args=[draft])
    assert opened["Referrer-Policy"] == "no-referrer"
    assert "Your home" in text(other_browser.browser.get(opened["Location"], follow=True))


def test_a_stranger_gets_no_draft_and_no_case(resident: Resident, other_browser: Resident) -> None:
    draft = resident.begin()
    for address in (
        resident.page(draft, "about-you"), reverse("tasks", args=[draft]), reverse("saved", args=[draft]),
        reverse("check_answers", args=[draft]), f"/d/{draft}/wrong", f"/d/{draft}x/wrong",
    ):  # fmt: skip
        page = other_browser.browser.get(address)
        assert page.status_code == 404
        assert "We cannot open this here" in text(page)
    reference = resident.apply()
    for name in ("case", "receipt", "case_withdraw", "case_messages", "case_appeal"):
        assert other_browser.browser.get(reverse(name, args=[reference])).status_code == 404
    assert other_browser.browser.get(f"/c/{reference}/wrong").status_code == 404


def test_the_birth_date_is_a_second_check(resident: Resident, other_browser: Resident) -> None:
    draft = resident.begin()
    resident.browser.post(resident.page(draft, "about-you"), ABOUT_YOU)
    code = queries.draft(draft).code
    born = {"born-day": "28", "born-month": "2", "born-year": "1950"}
    wrong = other_browser.browser.post(reverse("resume"), {"code": code, **born, "born-year": "1951"})
    assert wrong.status_code == 422
    right = other_browser.browser.post(reverse("resume"), {"code": code.lower(), **born})
    assert right["Location"] == reverse("tasks", args=[draft])
    assert other_browser.browser.get(right["Location"], follow=True).status_code == 200


def test_a_number_by_e_mail_opens_a_case(resident: Resident, other_browser: Resident) -> None:
    reference = resident.apply()
    asked = other_browser.browser.post(reverse("track"), {"code": reference, "action": "send"})
    assert "The number that we sent you" in text(asked)
    letter = next(one for one in notices.mailbox() if one.template == "access_code")
    number = re.search(r"\b\d{6}\b", letter.text)[0]
    opened = other_browser.browser.post(reverse("track"), {"code": reference, "number": number})
    assert opened["Location"] == reverse("case", args=[reference])


def test_asking_for_a_number_tells_nobody_whether_a_reference_exists(
    resident: Resident, other_browser: Resident
) -> None:
    reference = resident.apply()
    pages = [
        re.sub(r"csrfmiddlewaretoken.*?>|value=\"[^\"]*\"", "", text(
            other_browser.browser.post(reverse("track"), {"code": code, "action": "send"})))
        for code in (reference, "222-222-2222")
    ]  # fmt: skip
    assert pages[0] == pages[1]


def test_many_wrong_tries_are_stopped(resident: Resident, other_browser: Resident) -> None:
    reference = resident.apply()
    statuses = [
        other_browser.browser.post(reverse("track"), {"code": reference, "number": f"{number:06d}"}).status_code
        for number in range(7)
    ]
    assert statuses == [422] * 5 + [429] * 2


def test_a_shared_computer_forgets(resident: Resident) -> None:
    draft = resident.begin()
    assert resident.browser.post(reverse("forget", args=[draft])).status_code == 200
    assert resident.browser.get(reverse("tasks", args=[draft])).status_code == 404
    assert queries.has_draft(draft)


def test_the_link_comes_by_e_mail(resident: Resident) -> None:
    draft = resident.begin()
    bad = resident.browser.post(reverse("saved", args=[draft]), {"email": "ana"})
    assert bad.status_code == 422
    assert 'value="ana"' in text(bad)
    sent = resident.browser.post(reverse("saved", args=[draft]), {"email": "ana@mail.example"}, follow=True)
    assert "We have sent you the link" in text(sent)
    assert f"/d/{draft}/" in notices.mailbox()[0].text


@pytest.mark.parametrize("cookie", ["x", "a.b", "a.b.c~" * 50, "é.ü.ñ", "..~..", "a.b.c.d"])
def test_a_tampered_cookie_opens_nothing_and_breaks_nothing(resident: Resident, cookie: str) -> None:
    resident.browser.cookies["servewell_drafts"] = cookie
    resident.browser.cookies["servewell_cases"] = cookie
    for name in ("catalogue", "resume", "track"):
        assert resident.browser.get(reverse(name)).status_code == 200
