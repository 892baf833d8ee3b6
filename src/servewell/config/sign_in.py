"""Sign-in mail goes through the outbox like every other notice."""

from __future__ import annotations

import secrets
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.utils import timezone, translation

from servewell.apps.notices import operations as notices


class OutboxAdapter(DefaultAccountAdapter):
    """Queues what the sign-in pages send: the page answers equally fast for known and unknown addresses."""

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Queue one message of the sign-in pages."""
        message = self.render_mail(template_prefix, email, {**context, "email": email})
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
