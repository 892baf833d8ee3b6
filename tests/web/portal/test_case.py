"""Follow a case: everything that happens to it, in the resident's words, and what she can do."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from tests.cast import PERMIT, PERMIT_ES, Cast
from tests.web.portal.conftest import Resident

from servewell.apps.cases import operations, queries
from servewell.apps.services import operations as services

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def text(response) -> str:
    return response.content.decode()


def id_of(reference: str) -> str:
    return queries.case_by_reference(reference).id


def test_the_tracking_page_says_where_by_when_and_with_whom(resident: Resident) -> None:
    reference = resident.apply()
    page = text(resident.browser.get(reverse("case", args=[reference])))
    for words in ("Where your case is", "Decision by", "the queue", "Received", "Checking", "Decided"):
        assert words in page
    assert "Nobody has opened your case yet" in page


def test_messages_go_both_ways(cast: Cast, resident: Resident) -> None:
    reference = resident.apply()
    address = reverse("case_messages", args=[reference])
    empty = resident.browser.post(address, {"text": "  "})
    assert empty.status_code == 422
    assert "Write your text" in text(empty)
    sent = resident.browser.post(address, {"text": "Hello, <b>when</b>?"}, follow=True)
    assert "Your message is sent." in text(sent)
    assert "Hello, &lt;b&gt;when&lt;/b&gt;?" in text(sent)
    operations.send_message(case_id=id_of(reference), text="Next week.", by=cast.amina, now=timezone.now())
    assert "Next week." in text(resident.browser.get(reverse("case", args=[reference])))


def test_a_request_is_answered_with_words_and_files(cast: Cast, resident: Resident) -> None:
    reference = resident.apply()
    asked = operations.request_information(
        case_id=id_of(reference), text="Please send proof.", wanted=("A bill",), by=cast.amina, now=timezone.now()
    )
    page = text(resident.browser.get(reverse("case", args=[reference])))
    assert "We need something from you" in page
    assert "A bill" in page
    address = reverse("case_information", args=[reference, asked])
    assert resident.browser.post(address, {"text": ""}).status_code == 422
    wrong = resident.browser.post(address, {"text": "Here", "files": SimpleUploadedFile("a.exe", b"MZ")})
    assert wrong.status_code == 422
    assert ">\nHere</textarea>" in text(wrong)
    file = SimpleUploadedFile("bill.pdf", PDF)
    done = resident.browser.post(address, {"text": "Here it is", "files": file}, follow=True)
    assert "We have your answer." in text(done)
    assert "bill.pdf" in text(done)
    again = resident.browser.post(address, {"text": "Once more"})
    assert again["Location"] == reverse("case", args=[reference])


def test_documents_are_downloads(cast: Cast, resident: Resident, other_browser: Resident) -> None:
    reference = resident.apply()
    asked = operations.request_information(case_id=id_of(reference), text="Proof?", by=cast.amina, now=timezone.now())
    address = reverse("case_information", args=[reference, asked])
    resident.browser.post(address, {"files": SimpleUploadedFile("bill.pdf", PDF)})
    case = queries.case(id_of(reference), for_resident=True, now=timezone.now())
    document = reverse("case_document", args=[reference, case.documents[0].id])
    given = resident.browser.get(document)
    assert given["Content-Disposition"].startswith("attachment")
    assert b"".join(given.streaming_content).startswith(b"%PDF")
    assert other_browser.browser.get(document).status_code == 404
    assert resident.browser.get(reverse("case_document", args=[reference, "nonsense"])).status_code == 404


def test_withdrawing_is_asked_once_more(resident: Resident) -> None:
    reference = resident.apply()
    address = reverse("case_withdraw", args=[reference])
    assert "Do you want to withdraw" in text(resident.browser.get(address))
    done = resident.browser.post(address, {"text": ""}, follow=True)
    assert "You have withdrawn this application." in text(done)
    assert resident.browser.get(address)["Location"] == reverse("case", args=[reference])


def test_a_decision_comes_with_reasons_and_what_one_can_do(cast: Cast, resident: Resident) -> None:
    reference = resident.apply()
    decide = {
        "case_id": id_of(reference),
        "decision": "refuse",
        "reasons": ("no_proof",),
        "explanation": "The bill is old.",
    }
    operations.decide(**decide, hold=timezone.timedelta(0), by=cast.amina, now=timezone.now())
    page = text(resident.browser.get(reverse("case", args=[reference])))
    for words in ("Refused", "There is no proof of your address.", "The bill is old.", "Contest the decision"):
        assert words in page
    address = reverse("case_appeal", args=[reference])
    assert resident.browser.post(address, {"text": ""}).status_code == 422
    done = resident.browser.post(address, {"text": "It is not old."}, follow=True)
    assert "You have contested this decision." in text(done)
    assert resident.browser.get(address)["Location"] == reverse("case", args=[reference])


def test_a_refusal_for_a_condition_shows_its_rule(cast: Cast, resident: Resident) -> None:
    named = PERMIT.replace("{no_proof: There", "{lives_here: You live elsewhere., no_proof: There")
    spanish = PERMIT_ES.replace("{no_proof: No", "{lives_here: Vive en otro lugar., no_proof: No")
    services.publish_version(definition_text=named, translations={"es": spanish}, by=cast.owner, now=timezone.now())
    reference = resident.apply()
    operations.decide(
        case_id=id_of(reference),
        decision="refuse",
        reasons=("lives_here",),
        explanation="",
        hold=timezone.timedelta(0),
        by=cast.amina,
        now=timezone.now(),
    )
    page = text(resident.browser.get(reverse("case", args=[reference])))
    said = page.split("The conditions that this decision is about")[1].split("</section>")[0]
    for words in ("You live in Riverton", "Not met", "Your answer to “What is your postcode?” is 4011."):
        assert words in said
    # By her answers it was met; the decision says otherwise, so her answers explain nothing.
    assert "This is met because" not in said


def test_a_held_decision_does_not_show(cast: Cast, resident: Resident) -> None:
    reference = resident.apply()
    decide = {
        "case_id": id_of(reference),
        "decision": "refuse",
        "reasons": ("no_proof",),
        "explanation": "The bill is old.",
    }
    operations.decide(**decide, by=cast.amina, now=timezone.now())
    assert "The bill is old." not in text(resident.browser.get(reverse("case", args=[reference])))


def test_the_resident_sees_who_looked(cast: Cast, resident: Resident) -> None:
    reference = resident.apply()
    operations.view_case(case_id=id_of(reference), purpose="casework", by=cast.amina, now=timezone.now())
    assert "Amina Diallo, caseworker" in text(resident.browser.get(reverse("case", args=[reference])))


def test_an_account_claims_what_the_browser_holds(cast: Cast, resident: Resident, other_browser: Resident) -> None:
    from servewell.apps.people.models import Account

    reference, draft = resident.apply(), resident.begin(again="1")
    account = Account.objects.get(pk=cast.resident.account_id)
    assert resident.browser.get(reverse("my_cases")).status_code == 302
    for phone in (resident.browser, other_browser.browser):
        phone.force_login(account)
    assert "This browser holds 2 applications" in text(resident.browser.get(reverse("my_cases")))
    assert "They are in your account now." in text(resident.browser.post(reverse("claim"), follow=True))
    elsewhere = text(other_browser.browser.get(reverse("my_cases")))
    assert reverse("case", args=[reference]) in elsewhere
    assert reverse("tasks", args=[draft]) in elsewhere
    assert other_browser.browser.get(reverse("case", args=[reference])).status_code == 200
