"""Secret links: made when a message goes out, never stored, so that reading the tables opens nothing."""

from __future__ import annotations

from django.conf import settings
from django.utils.crypto import salted_hmac

from servewell.apps.notices.models import Notice

PLACEHOLDER = "{link}"


def secret_of(subject: str, number: int) -> str:
    """Return the secret of a draft or case (`case:<id>`): 128 bits that only this installation's key can make again.

    The tables keep nothing but its hash. A new `number` makes every older link useless.
    """
    return salted_hmac("servewell.link", f"{subject}:{number}", algorithm="sha256").hexdigest()[:32]


def full_text(notice: Notice) -> str:
    """Return a notice's text as it goes out, with its link."""
    if not notice.link_path:
        return notice.text
    link = f"{settings.ADDRESS}{notice.link_path}{secret_of(notice.about, notice.link_number)}"
    return notice.text.replace(PLACEHOLDER, link)
