"""Canaries in every place of a case, erased: no byte of them is left anywhere, and all else is as it was."""

from __future__ import annotations

import random
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from tests.apps.cases.canaries import CANARIES, found_in, plant
from tests.apps.journal.audit import audit
from tests.cast import NOW, Cast, apply, begin

from servewell.apps.cases import operations as cases
from servewell.apps.cases import queries
from servewell.apps.cases.nights import erase_due
from servewell.apps.cases.rebuild import rebuild
from servewell.apps.cases.tasks import tick
from servewell.apps.journal.transitions import refill_transitions
from servewell.apps.people.actor import guest_of_draft
from servewell.gateways.lake import export_record


def data() -> Path:
    return Path(str(settings.DATA))


@pytest.fixture
def planted(shared_cast: Cast, settings) -> tuple[Cast, str, list[str]]:
    """A case full of canaries among others that were changed as often."""
    settings.MEDIA_ROOT = data() / "documents"
    others = [apply(shared_cast, full_name=f"Other {n} " + "x" * 300)[0] for n in range(30)]
    case_id = plant(shared_cast, NOW)
    others += [apply(shared_cast, full_name=f"Other {n} " + "y" * 300)[0] for n in range(30, 60)]
    export_record(data() / "lake")
    return shared_cast, case_id, others


def everything_said(ids: list[str]) -> list[object]:
    return [queries.case(one, for_resident=False, now=NOW) for one in ids]


def found() -> dict[str, list[str]]:
    if connection.vendor == "sqlite":
        return found_in(data())
    return found_in_tables() | found_in(data())


def found_in_tables() -> dict[str, list[str]]:
    """Look through every row of every table, as bytes are not ours to read on PostgreSQL."""
    found: dict[str, list[str]] = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT t::text FROM "{table}" t')
            for (row,) in cursor.fetchall():
                for word in CANARIES.values():
                    if word in row or word.encode().hex() in row:
                        found.setdefault(word, []).append(table)
    return found


def propose_and_erase(cast: Cast, case_id: str) -> None:
    cases.propose_erasure(case_id=case_id, ground="not needed", text=CANARIES["proposed"], by=cast.amina, now=NOW)
    assert set(found()) >= set(CANARIES.values()) - {CANARIES[word] for word in ("removed", "typo", "changed")}
    cases.erase_case(case_id=case_id, ground="not needed", by=cast.approver, now=NOW)


def test_two_persons_erase_a_case_and_no_byte_of_it_is_left(planted: tuple[Cast, str, list[str]]) -> None:
    cast, case_id, others = planted
    before, differences = everything_said(others), rebuild(check_only=True).differences
    propose_and_erase(cast, case_id)
    while erase_due(now=NOW):
        pass
    assert found() == {}
    assert everything_said(others) == before
    assert rebuild(check_only=True).differences == differences
    assert refill_transitions(check_only=True).differences == 0
    assert audit() == []
    export_record(data() / "lake")
    assert found() == {}


def test_what_falls_due_goes_in_the_night_without_anybody(planted: tuple[Cast, str, list[str]]) -> None:
    cast, case_id, others = planted
    del cast
    before = everything_said(others)
    while erase_due(now=NOW + timedelta(days=5 * 366)):
        pass
    assert found() == {}
    assert queries.case(case_id, for_resident=False, now=NOW).state.is_erased
    assert everything_said(others) == before  # nobody decided those: they are still open
    assert audit() == []


def test_drafts_that_grew_among_others_and_ran_out_leave_nothing(shared_cast: Cast) -> None:
    """Rows that grow move from page to page; what they leave behind there has to go too."""
    drafts = [begin(shared_cast, now=NOW) for _ in range(60)]
    chance = random.Random(7)
    for step in range(5):
        for n in chance.sample(range(len(drafts)), len(drafts)):
            word = CANARIES["car"] if n % 6 == 0 else "nothing to see"
            home = {"postcode": "4011", "blind": False, "car": word * chance.randint(1, 40 * (step + 1))}
            cases.save_page(draft_id=drafts[n], page="home", answers=home, by=guest_of_draft(drafts[n]), now=NOW)
    kept = [n for n in range(len(drafts)) if n % 6]
    for n in kept:
        cases.save_page(
            draft_id=drafts[n], page="home", answers={"car": "kept"}, by=guest_of_draft(drafts[n]),
            now=NOW + timedelta(days=20),
        )  # fmt: skip
    assert set(found()) == {CANARIES["car"]}
    later = NOW + timedelta(days=31)
    while tick(now=later):
        pass
    assert found() == {}
    assert {queries.draft(drafts[n]).answers["car"] for n in kept} == {"kept"}
