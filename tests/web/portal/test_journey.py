"""A resident's way through a service, with the pages as a browser without scripts sees them."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from tests.cast import Cast

pytestmark = pytest.mark.django_db

ABOUT = {
    "full_name": "Ana Silva", "born_on-day": "28", "born_on-month": "2", "born_on-year": "1950",
    "email": "ana@mail.example",
}  # fmt: skip


def begin(client: Client, service: str = "parking-permit") -> str:
    """Press "Start now" and return the draft's id."""
    response = client.post(reverse("start", args=[service]))
    assert response.status_code == 302, response.content
    return response["Location"].split("/")[2]


def page_url(draft: str, page: str) -> str:
    return reverse("page", args=[draft, page])


def fill(client: Client, draft: str) -> None:
    """Answer every page."""
    client.post(page_url(draft, "about-you"), ABOUT)
    client.post(page_url(draft, "home"), {"postcode": "4011", "blind": "yes"})


def send(client: Client, draft: str):
    check = client.get(reverse("check_answers", args=[draft])).content.decode()
    key = re.search(r'name="submission_key" value="([^"]+)"', check)[1]
    return client.post(reverse("submit", args=[draft]), {"submission_key": key, "declaration": "yes"})


def test_the_whole_way_from_start_to_receipt(cast: Cast, client: Client) -> None:
    draft = begin(client)
    response = client.post(page_url(draft, "about-you"), ABOUT)
    assert response["Location"] == page_url(draft, "home")
    response = client.post(page_url(draft, "home"), {"postcode": "4011", "blind": "yes"})
    assert response["Location"] == reverse("check_answers", args=[draft])
    receipt = send(client, draft)
    page = client.get(receipt["Location"])
    assert page.status_code == 200
    assert "We have your application" in page.content.decode()
    assert "Ana Silva" in page.content.decode()
