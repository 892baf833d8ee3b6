"""Outside the demo staff come in with a code from their mail and a second factor, and not otherwise."""

import base64
import hashlib
import hmac
import re
import struct
import time

from servewell.apps.notices import queries as notices
from servewell.apps.people import queries as people


def code_in_the_mail() -> str:
    return re.search(r"^([A-Z0-9]{4}-?[A-Z0-9]{4}|[0-9]{6})$", notices.mailbox()[0].text, re.MULTILINE)[1]


def authenticator(secret: str) -> str:
    """What an authenticator app shows now (RFC 6238)."""
    digest = hmac.new(base64.b32decode(secret), struct.pack(">Q", int(time.time()) // 30), hashlib.sha1).digest()
    offset = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[offset : offset + 4])[0] & 0x7FFFFFFF) % 1_000_000:06d}"


def test_staff_set_up_a_second_factor_once_and_then_reach_the_queue(cast, client, settings):
    settings.DEMO = False
    email = people.account_email(cast.amina.account_id)[0]
    client.post("/accounts/login/code/", {"email": email})
    signed_in = client.post("/accounts/login/code/confirm/", {"code": code_in_the_mail()})
    assert signed_in.url == "/staff/"
    assert client.get("/staff/queue/").url == "/accounts/2fa/"
    page = client.get("/accounts/2fa/totp/activate/")
    assert page.status_code == 200
    secret = re.search(r"\b([A-Z2-7]{32})\b", page.content.decode())[1]
    assert client.post("/accounts/2fa/totp/activate/", {"code": "000000"}).status_code == 200
    assert client.get("/staff/queue/").status_code == 302
    client.post("/accounts/2fa/totp/activate/", {"code": authenticator(secret)})
    assert client.get("/staff/queue/").status_code == 200


def test_with_a_second_factor_the_mail_alone_does_not_sign_in(cast, client, settings):
    test_staff_set_up_a_second_factor_once_and_then_reach_the_queue(cast, client, settings)
    client.post("/accounts/logout/")
    client.post("/accounts/login/code/", {"email": people.account_email(cast.amina.account_id)[0]})
    response = client.post("/accounts/login/code/confirm/", {"code": code_in_the_mail()})
    assert "/2fa/authenticate/" in response.url
    assert client.get("/staff/queue/").status_code == 302
