"""What the portal's tests share: a resident's browser that can begin, fill and send an application."""

import re
from dataclasses import dataclass

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from tests.cast import Cast

ABOUT_YOU = {
    "full_name": "Ana Silva", "born_on-day": "28", "born_on-month": "2", "born_on-year": "1950",
    "email": "ana@mail.example",
}  # fmt: skip
HOME = {"postcode": "4011", "blind": "yes"}


@dataclass(frozen=True)
class Resident:
    """Somebody with a browser of her own."""

    browser: Client
    service: str

    def begin(self, **fields: str) -> str:
        """Press "Start now" and return the draft's id."""
        response = self.browser.post(reverse("start", args=[self.service]), fields)
        assert response.status_code == 302, response.content
        return response["Location"].split("/")[2]

    def page(self, draft: str, page: str) -> str:
        """Return the address of a page of the draft."""
        return reverse("page", args=[draft, page])

    def fill(self, draft: str) -> None:
        """Answer every page."""
        self.browser.post(self.page(draft, "about-you"), ABOUT_YOU)
        self.browser.post(self.page(draft, "home"), HOME)

    def submission_key(self, draft: str) -> str:
        """Return the key that stands on the check page."""
        html = self.browser.get(reverse("check_answers", args=[draft])).content.decode()
        return re.search(r'name="submission_key" value="([^"]+)"', html)[1]

    def send(self, draft: str) -> HttpResponse:
        """Press the last button."""
        fields = {"submission_key": self.submission_key(draft), "declaration": "yes"}
        return self.browser.post(reverse("submit", args=[draft]), fields)

    def apply(self) -> str:
        """Go the whole way and return the reference."""
        draft = self.begin()
        self.fill(draft)
        return self.send(draft)["Location"].split("/")[2]


@pytest.fixture
def resident(cast: Cast) -> Resident:
    """A resident's phone."""
    return Resident(Client(), cast.service)


@pytest.fixture
def other_browser(cast: Cast) -> Resident:
    """A stranger's phone, or the resident's second one."""
    return Resident(Client(), cast.service)
