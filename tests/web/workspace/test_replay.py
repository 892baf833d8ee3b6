"""The owner's replay: what a change would have decided, faults with their lines, and nothing that is kept."""

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from tests.cast import NOW, PERMIT, PERMIT_ES, apply, begin

from servewell.apps.cases.queries import replay_cases
from servewell.apps.journal import queries as journal
from servewell.apps.journal.sealing import seal_all
from servewell.apps.services import changed, operations, queries
from servewell.core.problem import NotAllowedError, NotFoundError, ProblemError

URL = "/staff/services/parking-permit/replay/"
CHANGED = PERMIT.replace('postcode = "4011"', 'postcode = "4011" and born_on < date("1940-01-01")')


@pytest.fixture
def applied(cast):
    days = range(1, 13)
    old = [apply(cast, now=NOW - timedelta(days=day), born_on="1930-01-01") for day in days]
    young = [apply(cast, now=NOW - timedelta(days=day), born_on="1980-01-01") for day in days]
    return [case for case, _ in old], [case for case, _ in young]


def text_of(response):
    html = re.sub(r"<textarea.*?</textarea>", "", response.content.decode(), flags=re.S)
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def test_the_page_begins_with_the_version_that_residents_see(cast, applied, sign_in):
    client = sign_in(cast.owner)
    page = client.get(URL).content.decode()
    assert "service: parking-permit" in page
    assert "This is the version that residents see." in page
    assert f'href="{URL}"' in client.get("/staff/services/parking-permit/").content.decode()


@pytest.mark.parametrize("who", ["owner", "approver"])
def test_a_changed_threshold_says_who_loses(cast, applied, sign_in, who):
    response = sign_in(getattr(cast, who)).post(URL, {"definition": CHANGED, "group": "blind"})
    said = text_of(response)
    assert response.status_code == 200
    assert "Of 24 cases 12 would have been decided otherwise: 0 gain, 12 lose." in said
    assert "Eligible Stopped Lose 12" in said  # the row of the flow
    assert "Eligible 24 12" in said  # the row of the outcome
    assert "No 24 0 12" in said  # the group: nobody is blind
    assert "▼ 12" in said  # the number on its band
    assert "You live in Riverton: met → then not met" in said
    assert "Fees of all cases together €240 €120" in said  # who is stopped pays nothing


def test_an_uploaded_file_is_used_instead_of_the_text(cast, applied, sign_in):
    file = SimpleUploadedFile("definition.yaml", CHANGED.encode("utf-8-sig").replace(b"\n", b"\r\n"))
    response = sign_in(cast.owner).post(URL, {"definition": PERMIT, "file": file, "group": "channel"})
    assert "12 lose" in text_of(response)
    assert "born_on &lt; date(" in response.content.decode()  # the form carries it for the next try


def test_examples_lead_to_cases(cast, applied, sign_in):
    _old, young = applied
    page = sign_in(cast.owner).post(URL, {"definition": CHANGED}).content.decode()
    linked = re.findall(r"/staff/cases/([^/]+)/", page)
    assert 1 <= len(linked) <= 5
    assert set(linked) <= set(young)


def test_no_difference_is_said_plainly(cast, applied, sign_in):
    said = text_of(sign_in(cast.owner).post(URL, {"definition": PERMIT}))
    assert "All 24 cases of the past would have been decided as before." in said
    assert "the same as the version that residents see" in said


def test_a_new_question_makes_cases_that_cannot_be_judged(cast, applied, sign_in):
    asked = PERMIT.replace(
        "      blind:", "      lives_alone: {type: yes or no, label: Do you live alone?}\n      blind:"
    ).replace('postcode = "4011"', 'postcode = "4011" and lives_alone', 1)
    said = text_of(sign_in(cast.owner).post(URL, {"definition": asked, "group": "lives_alone"}))
    assert "The changed version needs answers that these cases do not have: 24." in said
    assert "Do you live alone? 24" in said
    assert "Neither gain nor loss: 24." in said
    assert "No answer 24 0 0" in said


def test_small_groups_are_not_shown(cast, sign_in):
    for language in ["en"] * 12 + ["es"] * 3:
        apply(cast, language=language)
    said = text_of(sign_in(cast.owner).post(URL, {"definition": CHANGED, "group": "language"}))
    assert "English not shown" in said  # 12 of 15 would give the 3 away
    assert "español not shown" in said.lower() or "Español not shown" in said
    assert "Numbers from 1 to 9 are not shown" in said


def test_faults_come_with_their_lines_and_the_text_stays(cast, applied, sign_in):
    broken = PERMIT.replace('postcode = "4011"', 'postcod = "4011"').replace("type: date", "type: dat")
    response = sign_in(cast.owner).post(URL, {"definition": broken.replace("\n", "\r\n")})
    page = response.content.decode()
    assert response.status_code == 400
    lines = broken.splitlines()
    for wrong in ("postcod =", "type: dat,"):
        number = next(index for index, line in enumerate(lines, 1) if wrong in line)
        assert f"Line {number}:" in page
    assert "postcod = &#34;4011&#34;</code>" in page
    assert "type: dat," in page.partition("<textarea")[2]
    assert "ws-flows" not in page


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"definition": ""}, "There is no definition here."),
        ({"definition": "[" * 5_000}, "Line 1:"),
        ({"definition": PERMIT.replace("service: parking-permit", "service: other")}, "of the service"),
        ({"definition": "x" * 600_000}, "600,000 bytes"),
        ({"file": SimpleUploadedFile("a.yaml", b"#" * 600_000)}, "600,000 bytes"),
        ({"file": SimpleUploadedFile("a.yaml", b"\xff\xfe\x00")}, "not text in UTF-8"),
    ],
)
def test_bad_input_is_answered_with_what_to_do(cast, applied, sign_in, given, says):
    for file in (value for value in given.values() if not isinstance(value, str)):
        file.seek(0)
    response = sign_in(cast.owner).post(URL, given)
    assert response.status_code == 400
    assert says in text_of(response)


def test_an_unknown_group_counts_as_the_channel(cast, applied, sign_in):
    said = text_of(sign_in(cast.owner).post(URL, {"definition": CHANGED, "group": "full_name"}))
    assert "Online 24 0 12" in said
    assert "Ana Silva" not in said


def test_erased_cases_are_counted_apart(cast, applied, sign_in):
    old, _young = applied
    with connection.cursor() as cursor:
        query = "DELETE FROM payload WHERE event_id IN (SELECT id FROM event WHERE subject = %s)"
        cursor.execute(query, [f"case:{old[0]}"])
    said = text_of(sign_in(cast.owner).post(URL, {"definition": CHANGED}))
    assert "Of 23 cases 12" in said
    assert "Cases left out because their answers were erased: 1." in said


def test_only_the_newest_are_replayed_and_the_page_says_so(cast, applied, sign_in, monkeypatch):
    defaults = dict(replay_cases.__kwdefaults__, most=20)
    monkeypatch.setattr(replay_cases, "__kwdefaults__", defaults)
    said = text_of(sign_in(cast.owner).post(URL, {"definition": CHANGED}))
    assert "Of 20 cases 10" in said
    assert "Only the newest 20 of 24 cases were replayed." in said
    assert "servewell replay" in said


def test_without_cases_there_is_nothing_to_replay(cast, sign_in):
    begin(cast)
    client = sign_in(cast.owner)
    assert "No case was submitted yet" in text_of(client.get(URL))
    said = text_of(client.post(URL, {"definition": CHANGED}))
    assert "No case was submitted yet" in said


def test_nothing_is_kept_and_only_looks_are_recorded(cast, applied, sign_in):
    client = sign_in(cast.owner)
    before, versions = journal.count(), queries.versions_of(cast.service)
    client.post(URL, {"definition": CHANGED})
    seal_all()  # the record is read by its numbers
    kinds = [event.header.kind for event in journal.stream(after=0, limit=100_000)[before:]]
    assert set(kinds) == {"viewed_by_staff"}
    assert queries.versions_of(cast.service) == versions
    assert "born_on &lt; date(" not in client.get(URL).content.decode()


def test_the_page_speaks_the_language_of_the_reader(cast, applied, sign_in):
    client = sign_in(cast.owner)
    client.cookies["servewell_language"] = "ar"
    page = client.post(URL, {"definition": CHANGED}, headers={"accept-language": "ar"}).content.decode()
    assert 'dir="rtl"' in page
    assert "scale(-1 1)" in page
    assert "would have been decided" not in page


def test_missing_translations_hinder_no_replay(cast):
    text = CHANGED.replace(
        "      blind:", "      extra: {type: text, label: Anything else?, optional: yes}\n      blind:"
    )
    assert changed.read_changed(cast.service, text, by=cast.owner).service == cast.service
    with pytest.raises(ProblemError):
        operations.publish_version(definition_text=text, translations={"es": PERMIT_ES}, by=cast.owner, now=NOW)


def test_only_owner_and_approver_of_the_agency_may_read_a_change(cast):
    for actor in (cast.amina, cast.auditor, cast.operator):
        with pytest.raises(NotAllowedError):
            changed.read_changed(cast.service, CHANGED, by=actor)
    with pytest.raises(NotFoundError):
        changed.read_changed(cast.service, CHANGED, by=cast.stranger)
