"""The outbox: sent once, tried again with growing patience, visible when it failed, nothing personal in a subject."""

import smtplib
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from django.core import mail

from servewell.apps.notices import operations, queries, tasks, texts
from servewell.apps.notices.models import Notice

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
CONTEXT = {
    "service": "Parking permit",
    "agency": "Riverton",
    "reference": "ABC-DEF-GHJ2",
    "text": "Ana, please call.",
    "code": "123456",
    "until": "1 January 2027",
    "decide_by": "7 December 2026",
}


def enqueue(key="k", *, send_after=NOW, template="message", language="en", **more):
    operations.enqueue(
        about="draft:d",
        to="ana@mail.example",
        template=template,
        language=language,
        context=CONTEXT,
        key=key,
        send_after=send_after,
        now=NOW,
        link_path="/d/d/",
        link_number=1,
        **more,
    )


class Refusing:
    """A mail server that gives one answer."""

    def __init__(self, error):
        self.error = error

    def __call__(self, *args, **kwargs):
        raise self.error


def test_a_due_notice_is_sent_once_with_its_link(settings):
    settings.ADDRESS = "https://services.riverton.example"
    enqueue()
    enqueue()  # the same key
    assert tasks.send_due(now=NOW) == 1
    assert tasks.send_due(now=NOW + timedelta(days=1)) == 0
    (sent,) = mail.outbox
    assert "https://services.riverton.example/d/d/" in sent.body
    assert sent.extra_headers["Message-ID"].startswith("<")
    assert queries.mailbox()[0].state == "sent"


def test_a_notice_waits_for_its_time_and_can_be_taken_back_until_then():
    enqueue("early", send_after=NOW + timedelta(seconds=30))
    assert tasks.send_due(now=NOW + timedelta(seconds=29)) == 0
    assert operations.cancel(key="early") is True
    assert tasks.send_due(now=NOW + timedelta(days=1)) == 0
    enqueue("late")
    tasks.send_due(now=NOW)
    assert operations.cancel(key="late") is False


def test_a_failing_server_is_tried_again_ever_more_patiently_and_then_given_up(monkeypatch):
    monkeypatch.setattr("django.core.mail.message.EmailMessage.send", Refusing(ConnectionRefusedError()))
    enqueue()
    now, tries = NOW, []
    while Notice.objects.get().state == "queued":
        tries.append(now)
        tasks.send_due(now=now)
        now = Notice.objects.get().send_after
    gaps = [later - earlier for earlier, later in pairwise(tries)]
    assert gaps == sorted(gaps)
    assert len(tries) == len(tasks.WAITS)
    assert Notice.objects.get().state == "failed"
    assert Notice.objects.get().fault == "ConnectionRefusedError"


def test_a_refused_address_is_given_up_at_once(monkeypatch):
    refusal = smtplib.SMTPRecipientsRefused({"ana@mail.example": (550, b"unknown")})
    monkeypatch.setattr("django.core.mail.message.EmailMessage.send", Refusing(refusal))
    enqueue()
    tasks.send_due(now=NOW)
    assert Notice.objects.get().state == "failed"


def test_a_crash_after_sending_sends_again_under_the_same_message_id(monkeypatch):
    enqueue()

    def crash(*args, **kwargs):
        raise RuntimeError("power cut")

    with monkeypatch.context() as patched:
        patched.setattr(tasks, "_finish", crash)
        with pytest.raises(RuntimeError):
            tasks.send_due(now=NOW)
    assert tasks.send_due(now=NOW) == 0
    assert tasks.send_due(now=NOW + timedelta(minutes=2)) == 1
    assert len({sent.extra_headers["Message-ID"] for sent in mail.outbox}) == 1


@pytest.mark.parametrize("template", texts.TEMPLATES)
@pytest.mark.parametrize("language", ["en", "es", "ar", "cy", "xx"])
def test_every_text_is_whole_and_its_subject_says_nothing_personal(template, language):
    message = texts.write(template, {**CONTEXT, "link": "LINK"}, language)
    assert "%(" not in message.text
    assert "Riverton" in message.text
    assert template == "access_code" or "LINK" in message.text
    for personal in ("Ana", "ABC-DEF", "123456", "Parking"):
        assert personal not in message.subject


def test_codes_are_wiped_when_they_expire():
    enqueue("code", template="access_code", is_secret=True)
    tasks.wipe_codes(now=NOW + timedelta(minutes=14))
    assert "123456" in Notice.objects.get().text
    tasks.wipe_codes(now=NOW + timedelta(minutes=16))
    assert Notice.objects.get().text == ""
