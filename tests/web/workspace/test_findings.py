"""The pages of findings and ideas: ranked, in the words of the service, from a finding to a case in two clicks."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from tests.apps.findings.found import refuses, searched, waits
from tests.cast import NOW, apply

from servewell.apps.feedback import operations as feedback
from servewell.apps.findings import operations
from servewell.apps.findings.models import Run
from servewell.apps.journal import queries as journal

URL = "/staff/services/parking-permit/findings/"


def text_of(response):
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


@pytest.fixture
def found(cast):
    """A wait with a case behind it, and answers that a page refuses."""
    case_id, _guest = apply(cast)
    wait, fault = searched(cast, [waits(examples=[case_id]), refuses()], lacks=("starts",))
    return case_id, wait, fault


def test_findings_are_listed_in_the_words_of_the_service(cast, found, sign_in):
    response = sign_in(cast.owner).get(URL)
    said = text_of(response)
    assert "People wait 9 days before ‘Checking’; a quarter of them wait 3 days or less." in said
    assert "On ‘Your home’ 3 in 10 phones are refused because of ‘What is your postcode?’" in said
    assert said.index("People wait") < said.index("3 in 10 phones")
    assert "120 days could be won" in said
    assert "30 people" in said  # no days to win, so how many
    assert "From 60 cases, 23 Nov 2025 to 23 Nov 2026." in said
    assert "cannot be told apart from waiting" in said
    assert f'href="{URL}' in response.content.decode()


def test_a_finding_leads_to_its_cases_in_two_clicks(cast, found, sign_in):
    case_id, _wait, _fault = found
    client = sign_in(cast.owner)
    first = re.search(rf'href="({URL}\w+/)"', client.get(URL).content.decode())[1]
    case = re.search(r'href="(/staff/cases/[^"]+)"', client.get(first).content.decode())[1]
    page = client.get(case).content.decode()
    assert case_id in case
    assert "Ana Silva" in page
    looked = journal.events_of(f"case:{case_id}")[-1]
    assert (looked.header.kind, looked.header.data["purpose"]) == ("viewed_by_staff", "quality")


def test_one_finding_shows_picture_groups_and_proof(cast, found, sign_in):
    page = sign_in(cast.owner).get(f"{URL}{found[1]}/")
    said = text_of(page)
    assert 'role="img"' in page.content.decode()
    assert "Days until the next step, by weekday" in said
    assert "Monday" in said
    assert "Language: español 14 11 days" in said
    assert "48 cases, 80% of all" in said
    assert "SELECT median(wait) FROM transitions" in said


def test_drafts_behind_a_finding_cannot_be_opened(cast, found, sign_in):
    page = sign_in(cast.owner).get(f"{URL}{found[2]}/")
    assert "drafts are counted, and nobody can open them" in text_of(page)
    assert "/staff/cases/" not in page.content.decode()


def test_keeping_dismissing_and_taking_back(cast, found, sign_in):
    client, (_case, wait, fault) = sign_in(cast.owner), found
    assert "Kept. It stays" in text_of(client.post(f"{URL}{fault}/", {"action": "keep"}, follow=True))
    said = text_of(client.get(URL))
    assert said.index("3 in 10 phones") < said.index("People wait")
    given = {"action": "dismiss", "reason": "The adviser comes on Mondays."}
    client.post(f"{URL}{wait}/", given)
    said = text_of(client.get(URL))
    assert "Dismissed: 1" in said
    assert "The adviser comes on Mondays. ( Olga Owner ," in said
    assert "120 days could be won" not in said
    client.post(f"{URL}{wait}/", {"action": "restore"})
    assert "120 days could be won" in text_of(client.get(URL))


def test_a_dismissal_without_a_reason_is_answered_beside_the_field(cast, found, sign_in):
    response = sign_in(cast.owner).post(f"{URL}{found[1]}/", {"action": "dismiss", "reason": " "})
    assert response.status_code == 400
    html = response.content.decode()
    assert 'href="#reason"' in html
    assert '<details class="govuk-details" open>' in html
    assert sign_in(cast.owner).post(f"{URL}{found[1]}/", {"action": "burn"}).status_code == 404


@pytest.mark.parametrize("who", ["approver", "auditor"])
def test_others_read_and_do_not_judge(cast, found, sign_in, who):
    client = sign_in(getattr(cast, who))
    html = client.get(f"{URL}{found[1]}/").content.decode()
    assert 'value="keep"' not in html
    assert ("/idea/" in html) == (who == "approver")
    assert client.post(f"{URL}{found[1]}/", {"action": "keep"}).status_code == 403
    assert client.post(URL).status_code == 403


def test_a_finding_of_another_service_is_not_here(cast, found, sign_in):
    client = sign_in(cast.owner)
    assert client.get(f"/staff/services/other/findings/{found[1]}/").status_code == 404
    assert client.get(f"{URL}nothing/").status_code == 404


def test_the_owner_chooses_groups_and_looks_again(cast, found, sign_in):
    client = sign_in(cast.owner)
    html = client.get(URL).content.decode()
    assert "It may tell of people&#39;s language, for which nobody may be treated worse." in html
    assert "It may tell of health: personal data of a special kind (GDPR, article 9)." in html
    said = text_of(client.post(URL, {"groups": ["language"]}, follow=True))
    assert "The record is being searched now." in said
    assert Run.objects.get(ended_at__isnull=True).groups == ["language"]


def test_empty_states_say_why(cast, sign_in):
    client = sign_in(cast.owner)
    assert "was not searched yet" in text_of(client.get(URL))
    searched(cast, [], cases=0)
    assert "There are no cases yet" in text_of(client.get(URL))
    searched(cast, [], now=NOW + timedelta(days=1))
    assert "Nothing was found that stands out from chance." in text_of(client.get(URL))
    failed = operations.ask_for_findings(service=cast.service, by=cast.owner, now=NOW + timedelta(days=2))
    Run.objects.filter(pk=failed).update(ended_at=NOW, fault="The disk is full.")
    assert "did not come to an end" in text_of(client.get(URL))


def test_groups_in_a_sentence_are_called_as_people_call_them(cast, sign_in):
    unequal = replace(
        waits(),
        kind="unequal treatment",
        where={"attribute": "language", "value": "es"},
        sentence="Cases where ‘language’ is ‘es’ wait longer before ‘stage: checking’.",
    )
    searched(cast, [unequal])
    assert "Cases where ‘language’ is ‘español’ wait longer before ‘Checking’." in text_of(sign_in(cast.owner).get(URL))


def test_a_long_list_folds_the_smaller_ones_and_goes_on_counting(cast, sign_in):
    searched(cast, [waits(days=100.0 - number, stage=f"stage-{number}") for number in range(13)])
    html = sign_in(cast.owner).get(URL).content.decode()
    assert "Smaller ones: 3" in html
    assert '<ol class="ws-findings" start="11">' in html
    assert html.index("stage-9") < html.index("<details") < html.index("stage-10")


def test_a_kept_finding_that_is_gone_says_so(cast, found, sign_in):
    operations.keep_finding(finding=found[1], by=cast.owner, now=NOW)
    searched(cast, [], now=NOW + timedelta(days=1))
    client = sign_in(cast.owner)
    assert "No longer found" in text_of(client.get(URL))
    assert "did not find this any more" in text_of(client.get(f"{URL}{found[1]}/"))


def test_an_idea_is_raised_from_a_finding_and_answered(cast, found, sign_in):
    client, wait = sign_in(cast.owner), found[1]
    page = client.get(f"{URL}{wait}/idea/")
    assert "People wait 9 days before ‘Checking’" in text_of(page)
    assert client.post(f"{URL}{wait}/idea/", {"text": ""}).status_code == 400
    raised = client.post(f"{URL}{wait}/idea/", {"text": "Check every day."})
    assert "Idea raised" in text_of(client.get(URL))
    assert "Check every day." in text_of(client.get(f"{URL}{wait}/"))
    answer = client.post(raised["Location"], {"state": "declined", "reason": ""})
    assert answer.status_code == 400
    client.post(raised["Location"], {"state": "considered", "reason": "We ask the union."})
    said = text_of(sign_in(cast.amina).get(raised["Location"]))
    assert "Being considered" in said
    assert "We ask the union." in said
    assert "Your answer" not in said


def test_an_idea_is_raised_from_a_case(cast, found, sign_in):
    client = sign_in(cast.amina)
    address = f"/staff/cases/{found[0]}/idea/"
    assert address in client.get(f"/staff/cases/{found[0]}/").content.decode()
    raised = client.post(address, {"text": "Ask for the proof on the form."}, follow=True)
    assert f"/staff/cases/{found[0]}/" in raised.content.decode()
    assert "Ask for the proof on the form." in text_of(client.get("/staff/ideas/"))
    assert "Ask for the proof" not in text_of(sign_in(cast.stranger).get("/staff/ideas/"))


def test_without_ideas_the_page_says_how_to_raise_one(cast, sign_in):
    assert "Nobody has raised an idea yet." in text_of(sign_in(cast.owner).get("/staff/ideas/"))


def test_what_staff_write_is_shown_as_text(cast, found, sign_in):
    feedback.raise_idea(
        service=cast.service, text="<script>alert(1)</script>", finding=found[1], by=cast.owner, now=NOW
    )
    for address in ("/staff/ideas/", f"{URL}{found[1]}/"):
        assert "<script>alert" not in sign_in(cast.owner).get(address).content.decode()


def test_other_languages_mark_the_sentence_as_english(cast, found, sign_in):
    client = sign_in(cast.owner)
    html = client.get(URL, headers={"accept-language": "es"}).content.decode()
    assert '<bdi lang="en" dir="ltr">People wait 9 days before ‘\u2068En revisión\u2069’' in html
    assert "could be won" not in html
