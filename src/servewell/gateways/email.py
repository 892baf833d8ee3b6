"""Send one plain-text e-mail. What goes wrong comes back as DeliveryError, final or worth another try."""

from __future__ import annotations

import hashlib
import smtplib

from django.conf import settings
from django.core.mail import EmailMessage


class DeliveryError(Exception):
    """The message did not go out. `is_final`: trying again cannot help (the address is refused)."""

    def __init__(self, reason: str, *, is_final: bool) -> None:
        super().__init__(reason)
        self.is_final = is_final


def send(*, to: str, subject: str, text: str, language: str, key: str) -> None:
    """Send a message; the same `key` gives the same Message-ID, so that a second copy can be recognised."""
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">") or "localhost"
    identity = hashlib.sha256(key.encode()).hexdigest()[:40]
    message = EmailMessage(
        subject=subject,
        body=text,
        to=[to],
        headers={
            "Message-ID": f"<{identity}@{domain}>",
            "Content-Language": language,
            "Auto-Submitted": "auto-generated",
        },
    )
    try:
        message.send()
    except (smtplib.SMTPRecipientsRefused, smtplib.SMTPSenderRefused, smtplib.SMTPDataError) as error:
        raise DeliveryError(type(error).__name__, is_final=_is_permanent(error)) from error
    except (smtplib.SMTPException, OSError, ValueError) as error:
        # ValueError: a line break in a header. The address is not repeated: the reason is logged and shown.
        raise DeliveryError(type(error).__name__, is_final=isinstance(error, ValueError)) from error


def _is_permanent(error: smtplib.SMTPException) -> bool:
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(code >= 500 for code, _ in error.recipients.values())
    return getattr(error, "smtp_code", 0) >= 500
