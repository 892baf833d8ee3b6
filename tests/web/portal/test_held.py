"""What is held on a resident: all of it, readable and as a file; corrected, erased, and what her pages say then."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from tests.web.test_route_matrix import World, browser_of, world

from servewell.apps.cases import operations as cases
from servewell.apps.cases import queries as reading
from servewell.apps.journal import queries as journal

__all__ = ["world"]


def now() -> datetime:
    return datetime.now(UTC)


def page(world: World) -> str:
    html = browser_of("holder", world).get(world.url("case_data")).content.decode()
    return re.sub(r"\s+", " ", html)


def file(world: World) -> dict:
    response = browser_of("holder", world).get(world.url("case_data_file"))
    assert response["Content-Type"].startswith("application/json")
    assert response["Content-Disposition"] == 'attachment; filename="data.json"'
    assert "no-store" in response["Cache-Control"]
    return json.loads(response.content)


def erase(world: World, **what) -> None:
    wanted = {"case_id": world.decided.id, "ground": "not needed", **what}
    cases.propose_erasure(**wanted, by=world.cast.amina, now=now())
    cases.erase_case(**wanted, by=world.cast.approver, now=now())


def test_the_page_tells_everything_that_is_held(world: World) -> None:
    case_id = world.open.id
    cases.add_note(case_id=case_id, text="Called twice.", by=world.cast.amina, now=now())
    cases.send_message(case_id=case_id, text="We are on it.", by=world.cast.amina, now=now())
    cases.view_case(case_id=case_id, purpose="audit", by=world.cast.auditor, now=now())
    html = page(world)
    for told in (
        "Ana Silva", "A small one", "ana@mail.example", "bill.pdf", "Proof?", "Called twice.", "We are on it.",
        "Audra Udit, auditor", "to check our work", "Online", "Phone", "We have received your application",
        "5 years after the case is closed", "This service says nothing of its own", "The day is not known yet",
        "Information requested", world.url("case_document"),
    ):  # fmt: skip
        assert told in html, told


def test_the_file_holds_every_event_with_its_content_and_no_account_of_staff(world: World) -> None:
    case_id = world.open.id
    cases.take_case(case_id=case_id, by=world.cast.amina, now=now())
    cases.add_note(case_id=case_id, text="Called twice.", by=world.cast.amina, now=now())
    told = file(world)
    assert told["format"] == "servewell-held/1"
    assert told["reference"] == world.open.reference
    happened = journal.events_of(f"case:{case_id}")
    assert [one["number"] for one in told["events"]] == [event.header.seq for event in happened]
    for one, event in zip(told["events"], happened, strict=True):
        assert one["content"] == dict(event.body or {})
    assert {one["by"] for one in told["events"]} == {"resident", "agency"}
    assert "account:" not in json.dumps(told)
    car = next(one for one in told["answers"] if one["question"] == "car")
    assert car == {
        "question": "car", "label": "Which car do you have?", "answer": "A small one", "purpose": "",
        "keep": {"for": "5 years", "since": "closing", "until": None},
    }  # fmt: skip
    assert [one["name"] for one in told["documents"]] == ["bill.pdf"]
    assert [one["to"] for one in told["sent"]] == ["ana@mail.example"] * len(told["sent"])
    assert {one["event"] for one in told["came_from"]["pages"]} >= {"opened", "page_answered", "file_added"}
    assert world.open.secret not in json.dumps(told)


def test_what_the_page_of_the_case_holds_back_is_held_back_here_too(world: World) -> None:
    told = json.dumps(file_of(world, world.held))
    assert '"decided"' not in told
    assert "There is a decision" not in told


def file_of(world: World, case) -> dict:
    browser = browser_of("owner_of_it", world)
    return json.loads(browser.get(reverse("case_data_file", args=[case.reference])).content)


def test_a_corrected_answer_is_shown_with_the_old_one_to_both(world: World) -> None:
    desk = browser_of("caseworker", world)
    form = desk.get(world.url("staff_correct")).content.decode()
    assert "A small one" in form
    assert "Which car do you have?" in form
    seq = reading.case(world.open.id, for_resident=False, now=now()).seq
    missing = desk.post(world.url("staff_correct"), {"car": "", "reason": "A slip.", "base_seq": seq})
    assert missing.status_code == 400
    unsaid = desk.post(world.url("staff_correct"), {"car": "A van", "reason": " ", "base_seq": seq})
    assert unsaid.status_code == 400
    assert "A van" in unsaid.content.decode()
    done = desk.post(world.url("staff_correct"), {"car": "A van", "reason": "A slip.", "base_seq": seq})
    assert done.status_code == 302
    html = page(world)
    assert re.search(r"Before</dt><dd>A small one</dd>.*Now</dt><dd>A van</dd>.*Why</dt><dd>A slip\.</dd>", html)
    assert "A van" in desk.get(world.url("staff_case")).content.decode()
    both = desk.get(world.url("staff_privacy")).content.decode()
    assert all(word in both for word in ("A small one", "A van", "A slip.", "Amina Diallo"))


def test_a_resident_asks_and_reads_why_not(world: World) -> None:
    browser = browser_of("holder", world)
    asked = browser.post(world.url("case_data"), {"text": "Please forget my car."})
    assert asked["Location"].endswith("?notice=erasure-asked#erase")
    assert "Two of our staff look at it" in page(world)
    desk = browser_of("approver", world)
    waiting = desk.get(reverse("staff_data")).content.decode()
    assert world.open.reference in waiting
    assert world.taken.reference not in waiting
    assert "Please forget my car." in desk.get(world.url("staff_privacy")).content.decode()
    done = desk.post(world.url("staff_privacy"), {"action": "decline", "text": "The tax law keeps it."})
    assert done.status_code == 302
    assert "The tax law keeps it." in page(world)
    assert world.open.reference not in desk.get(reverse("staff_data")).content.decode()
    too_long = browser.post(world.url("case_data"), {"text": "x" * 6000})
    assert too_long.status_code == 422


def test_two_persons_erase_by_the_pages_of_staff(world: World) -> None:
    url = reverse("staff_privacy", args=[world.decided.id])
    asked = {"action": "propose", "what": "all", "ground": "not needed", "text": "She asked."}
    assert browser_of("caseworker", world).post(url, asked).status_code == 302
    own = browser_of("caseworker", world).get(url).content.decode()
    assert "Erase it for good" not in own
    assert "A second person who may erase has to agree" in own
    seen = browser_of("approver", world).get(url).content.decode()
    assert "She asked." in seen
    assert "Erase it for good" in seen
    done = browser_of("approver", world).post(url, {"action": "erase", "ground": "not needed"})
    assert done.status_code == 302
    assert "Nothing personal is left." in browser_of("approver", world).get(url).content.decode()


@pytest.mark.parametrize("sent", [{}, {"action": "propose", "what": "answers", "ground": "unlawful"}, {"action": "x"}])
def test_a_press_without_a_choice_is_told(world: World, sent: dict[str, str]) -> None:
    response = browser_of("caseworker", world).post(world.url("staff_privacy"), sent)
    assert response.status_code == 400
    assert b"govuk-error-summary" in response.content


def test_every_page_of_an_erased_case_opens_and_tells_nothing(world: World) -> None:
    erase(world)
    holder, desk = browser_of("holder", world), browser_of("caseworker", world)
    reference, case_id = world.decided.reference, world.decided.id
    for name in ("case", "receipt", "case_data", "case_data_file"):
        response = holder.get(reverse(name, args=[reference]))
        assert response.status_code == 200, name
        assert b"Ana Silva" not in response.content
        assert b"A small one" not in response.content
    assert b"Everything was erased on" in holder.get(reverse("case_data", args=[reference])).content
    for name in ("staff_case", "staff_privacy", "staff_reopen", "staff_note", "staff_message"):
        response = desk.get(reverse(name, args=[case_id]))
        assert response.status_code == 200, name
        assert b"Ana Silva" not in response.content
    assert desk.get(reverse("staff_queue")).status_code == 200
    link = holder.get(reverse("case_link", args=[reference, world.decided.secret]))
    assert link.status_code == 302


def test_an_erased_answer_is_gone_from_the_pages_and_said_to_be(world: World) -> None:
    erase(world, case_id=world.open.id, questions=("car",))
    html = page(world)
    assert "A small one" not in html
    assert "Which car do you have?" in html
    assert "Ana Silva" in html
    case = browser_of("caseworker", world).get(world.url("staff_case")).content.decode()
    assert "A small one" not in case


def test_the_day_is_told_once_it_is_known(world: World) -> None:
    cases.close_case(case_id=world.decided.id, by=world.cast.amina, now=now() + timedelta(minutes=1))
    html = browser_of("holder", world).get(reverse("case_data", args=[world.decided.reference])).content.decode()
    assert "That is until" in html
    assert str(now().year + 5) in html
