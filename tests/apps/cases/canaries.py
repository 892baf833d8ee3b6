"""A case that holds a canary in every place where something personal can be, and how to look for them afterwards."""

from __future__ import annotations

import io
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from tests.cast import Cast, begin, fill

from servewell.apps.cases import operations as cases
from servewell.apps.cases import queries
from servewell.apps.notices.tasks import send_due
from servewell.apps.people.actor import guest_of_case, guest_of_draft

WORDS: Final = (
    "name", "email", "car", "changed", "typo", "file", "bytes", "removed", "resume", "asked", "wanted", "answer",
    "later", "laterbytes", "written", "said", "note", "explained", "reason", "again", "corrected", "because", "wish",
    "proposed",
)  # fmt: skip
CANARIES: Final = {word: f"canary{n:02d}{word}" for n, word in enumerate(WORDS)}


def pdf(word: str) -> io.BytesIO:
    """Return a small PDF that holds a canary."""
    return io.BytesIO(b"%PDF-1.7\n% " + word.encode() * 40 + b"\n%%EOF\n")


def plant(cast: Cast, now: datetime) -> str:
    """Play a whole case with every canary in it, up to its end; return its id."""
    say = CANARIES
    draft = begin(cast, now=now)
    guest = guest_of_draft(draft)
    cases.send_resume_link(draft_id=draft, email=f"{say['resume']}@mail.example", by=guest, now=now)
    given = {"by": guest, "now": now, "draft_id": draft}
    removed = say["removed"]
    taken_back = cases.add_draft_file(question="proof", name=f"{removed}.pdf", content=pdf(removed), **given)
    cases.remove_draft_file(document_id=taken_back.id, **given)
    cases.add_draft_file(question="proof", name=f"{say['file']}.pdf", content=pdf(say["bytes"]), **given)
    proof = queries.draft(draft).answers["proof"]
    for car in (say["typo"] * 60, say["changed"], say["car"]):
        fill(draft, now=now, full_name=say["name"], email=f"{say['email']}@mail.example")
        home = {"postcode": "4011", "blind": False, "car": car, "proof": proof}
        cases.save_page(page="home", answers=home, **given)
    case_id = cases.submit(draft_id=draft, submission_key=f"key-{draft}", by=guest, now=now).case_id
    converse(cast, case_id, now)
    decide(cast, case_id, now)
    return case_id


def converse(cast: Cast, case_id: str, now: datetime) -> None:
    """Ask, answer, write and note."""
    say, resident = CANARIES, guest_of_case(case_id)
    asked = cases.request_information(
        case_id=case_id, text=say["asked"], wanted=[say["wanted"]], by=cast.amina, now=now
    )
    cases.give_information(
        case_id=case_id, request=asked, text=say["answer"], by=resident, now=now,
        files=((f"{say['later']}.pdf", pdf(say["laterbytes"])),),
    )  # fmt: skip
    cases.send_message(case_id=case_id, text=say["written"] * 200, by=cast.amina, now=now)
    cases.send_message(case_id=case_id, text=say["said"] * 200, by=resident, now=now)
    cases.add_note(case_id=case_id, text=say["note"], by=cast.amina, now=now)
    cases.view_case(case_id=case_id, purpose="audit", by=cast.auditor, now=now)
    cases.rectify(
        case_id=case_id, question="car", answer=say["corrected"], reason=say["because"], by=cast.amina, now=now
    )


def decide(cast: Cast, case_id: str, now: datetime) -> None:
    """Decide, go on, decide anew and close; send the letters."""
    hold = timedelta(0)
    for word in ("explained", "again"):
        cases.decide(
            case_id=case_id, decision="refuse", reasons=("no_proof",), explanation=CANARIES[word], hold=hold,
            by=cast.amina, now=now,
        )  # fmt: skip
        if word == "explained":
            cases.reopen(case_id=case_id, reason=CANARIES["reason"], by=cast.amina, now=now)
    cases.close_case(case_id=case_id, by=cast.amina, now=now)
    cases.ask_for_erasure(case_id=case_id, text=CANARIES["wish"], by=guest_of_case(case_id), now=now)
    while send_due(now=now + timedelta(minutes=1)):
        pass


def found_in(folder: Path) -> dict[str, list[str]]:
    """Return which canaries stand in the bytes of which files below a folder, their names included."""
    hits: dict[str, list[str]] = {}
    for path in sorted(folder.rglob("*")):
        content = path.read_bytes() if path.is_file() else b""
        for word in CANARIES.values():
            if word.encode() in content or word in path.name or word.encode("utf-16-le") in content:
                hits.setdefault(word, []).append(path.name)
    return hits
