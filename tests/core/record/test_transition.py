"""Each event as a step: what it is called, what came before, whose turn the wait was."""

from collections.abc import Iterable

from hypothesis import given
from tests.core.record.strategies import cases, story
from tests.thorough import examples

from servewell.core.record import EVENT_KINDS, Before, Event, Header, Transition, journey_end, transition
from servewell.core.record.transition import SILENT, WORDS

MINUTE = 60_000_000


def before_of(step: Transition | None) -> Before | None:
    return None if step is None else Before(**{name: getattr(step, name) for name in Before.__slots__})


def steps_of(events: Iterable[Event]) -> list[Transition]:
    steps: list[Transition] = []
    for event in events:
        step = transition(event.header, before_of(steps[-1]) if steps else None)
        if step is not None:
            steps.append(step)
    return steps


def turns(*happened: tuple) -> list[tuple[str, str]]:
    return [(step.activity, step.turn) for step in steps_of(story(*happened))[1:]]


def look(purpose: str = "casework") -> tuple:
    return ("viewed_by_staff", {"purpose": purpose}, {"who": "Amina"})


def header(kind: str, seq: int, subject: str = "draft:d1", **data: object) -> Header:
    at = f"2026-11-23T09:{seq:02}:00.000000Z"
    return Header(subject, seq, "", kind, "resident", at, at, "permit", "v1", data)


TAKE = ("assigned", {"to": 7}, None)
ASIDE = ("put_aside", {"reason": "third party"}, None)
UP = ("taken_up", {}, None)
ASK = ("information_requested", {"request": "q", "documents": 1}, None)
TELL = ("information_received", {"request": "q"}, None)
DECIDE = ("decided", {"decision": "approve", "stage": "decided", "hold_until": "2026-11-24T00:00:00Z"}, None)


def test_every_kind_of_a_case_or_draft_is_a_step_or_said_to_be_none():
    kinds = {kind.name for kind in EVENT_KINDS.values() if {"case", "draft"} & set(kind.streams)}
    assert kinds == set(WORDS) | SILENT
    assert not set(WORDS) & SILENT


def test_the_wait_is_the_queue_until_somebody_opens_or_takes_the_case():
    assert turns(look(), DECIDE) == [("opened", "queue"), ("decided: approve", "agency")]
    assert turns(("assigned", {"to": 9}, None))[0] == ("given to a colleague", "queue")


def test_turning_pages_and_looks_for_other_reasons_are_no_steps():
    assert turns(look("audit"), look(), look(), look("decide")) == [("opened", "queue")]


def test_a_case_that_was_only_looked_at_still_lay_in_the_queue():
    given = ("assigned", {"to": 9}, None)
    assert turns(look(), given, look(), DECIDE) == [
        ("opened", "queue"), ("given to a colleague", "queue"), ("opened", "queue"), ("decided: approve", "agency")
    ]  # fmt: skip


def test_a_case_put_aside_waits_for_whom_the_reason_names():
    assert turns(look(), ASIDE, UP)[1:] == [("put aside", "agency"), ("taken up again", "third party")]
    visit = ("put_aside", {"reason": "visit"}, None)
    assert turns(look(), visit, UP, DECIDE)[2:] == [("taken up again", "queue"), ("decided: approve", "agency")]


def test_it_is_the_residents_turn_until_the_last_request_is_answered():
    more = ("information_requested", {"request": "r", "documents": 0}, None)
    told = ("information_received", {"request": "r"}, None)
    assert turns(look(), ASK, more, TELL, told, look())[1:] == [
        ("information requested", "agency"), ("information requested", "resident"),
        ("information received", "resident"), ("information received", "resident"), ("opened", "queue"),
    ]  # fmt: skip


def test_after_the_decision_it_is_nobodys_turn_until_it_is_contested():
    assert turns(look(), DECIDE, ("appealed", {}, None), ("reopened", {"stage": "received"}, None))[2:] == [
        ("appealed", ""), ("reopened", "queue")
    ]  # fmt: skip
    assert turns(look(), ASK, DECIDE, ("decision_undone", {"stage": "received"}, None), TELL)[-1][1] == "resident"


def test_a_step_says_what_came_before_and_when():
    first, second = steps_of(story(("stage_entered", {"stage": "checking"}, None)))
    assert (first.previous, first.entered_us, first.turn) == (None, None, "")
    assert (second.activity, second.previous) == ("stage: checking", "submitted")
    assert (second.entered_us, second.left_us) == (first.left_us, first.left_us + 60 * MINUTE)
    assert (second.channel, second.device, second.language) == ("online", "phone", "es")


def test_the_resource_is_a_role():
    steps = steps_of(story(look(), ("message_received", {"message": "m"}, None)))
    assert {step.resource for step in steps} <= {"resident", "agency", "system"}


def test_a_journey_goes_on_on_another_device_and_ends_with_the_case():
    begun = transition(header("opened", 1, channel="online", device="phone", language="en", arm=""), None)
    refused = transition(
        header("page_refused", 2, page="home", question=["a", "b"], fault=["missing", "x"]), before_of(begun)
    )
    back = transition(header("resumed", 3, device="desktop"), before_of(refused))
    assert refused is not None
    assert back is not None
    assert (refused.activity, refused.page, refused.question, refused.fault) == (
        "refused: home",
        "home",
        "a,b",
        "missing,x",
    )
    assert (refused.device, back.device, back.channel) == ("phone", "desktop", "online")
    end = journey_end(header("submitted", 1, "case:c1", draft="d1", device="desktop"), before_of(back))
    assert end is not None
    assert (end.subject, end.seq, end.activity, end.previous, end.log) == (
        "draft:d1",
        4,
        "submitted",
        "came back",
        "journey",
    )
    assert journey_end(header("submitted", 1, "case:c1", draft="d1"), None) is None


@examples(80)
@given(cases())
def test_steps_are_linked_and_never_go_back(happened):
    steps = steps_of(happened)
    assert [step.previous for step in steps] == [None, *(step.activity for step in steps[:-1])]
    assert [step.entered_us for step in steps] == [None, *(step.left_us for step in steps[:-1])]
    assert all(step.entered_us is None or step.entered_us <= step.left_us for step in steps)
