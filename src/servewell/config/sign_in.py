"""Sign-in mail goes through the outbox like every other notice."""

from __future__ import annotations

import secrets
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone, translation

from servewell.apps.notices import operations as notices
from servewell.apps.people import queries as people


class OutboxAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """Queues what the sign-in pages send: the page answers equally fast for known and unknown addresses."""

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Lead staff to their work and residents to their cases."""
        is_staff = request.user.is_authenticated and people.actor_for(request.user).is_staff
        return reverse("staff_home" if is_staff else "my_cases")

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Queue one message of the sign-in pages."""
        site = SimpleNamespace(name=_sender_name(), domain=urlsplit(settings.ADDRESS).netloc)
        message = self.render_mail(template_prefix, email, {**context, "email": email, "current_site": site})
        if template_prefix == "account/email/login_code":
            # Accounts made by an operator have no such row yet; with it, the code that is entered proves the address.
            account = people.account_by_email(email)
            EmailAddress.objects.get_or_create(user=account, email=account.email, defaults={"primary": True})
        now = timezone.now()
        notices.enqueue_text(
            about="account",
            to=email,
            template="sign_in",
            language=translation.get_language() or "en",
            subject=str(message.subject),
            text=str(message.body),
            key=f"sign-in:{secrets.token_hex(16)}",
            send_after=now,
            now=now,
            is_secret=True,
        )


def _sender_name() -> str:
    """Return in whose name mail goes out: the agency's, never what a request says it is called."""
    agencies = people.agencies()
    return agencies[0].name if len(agencies) == 1 else "Servewell"
