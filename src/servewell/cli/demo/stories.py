"""What residents and caseworkers of the simulated year do, and how long they take; what goes wrong is in frictions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from servewell.apps.cases import operations as cases
from servewell.apps.people import queries as people
from servewell.apps.people.actor import GUEST, Actor, guest_of_case, guest_of_draft
from servewell.apps.services import queries as services
from servewell.cli.demo import frictions, riverton
from servewell.cli.demo.frictions import Friction
from servewell.core.definition.answers import AnswerFault, Answers
from servewell.core.definition.journey import Journey, JourneyState, journey_of
from servewell.core.definition.model import Definition
from servewell.core.definition.rehearse import fill_page


@dataclass(frozen=True, slots=True)
class Habit:
    """How a service goes in Riverton: shares are probabilities, days are medians of a lognormal time."""

    service: str
    weight: int
    leaves: float  # leaves at any one page
    approves: float  # approved although nothing forces a refusal
    asks: float  # asked for information
    days_to_start: float
    days_to_decide: float


HABITS = (
    Habit("report-a-street-problem", 44, 0.015, 0.86, 0.05, 1.5, 8.0),
    Habit("birth-certificate-copy", 24, 0.018, 0.93, 0.12, 1.0, 3.8),
    Habit("disabled-parking-permit", 16, 0.025, 0.78, 0.34, 1.5, 5.5),
    Habit("housing-support", 6, 0.02, 0.62, 0.48, 2.0, 8.0),
    Habit("business-registration", 6, 0.015, 0.9, 0.28, 1.0, 3.3),
    Habit("planning-permission", 4, 0.02, 0.72, 0.4, 3.0, 26.0),
)

ASKING = (
    "When will you decide about my application?",
    "Did my documents arrive?",
    "I sent everything two weeks ago. Is something missing?",
    "My telephone number has changed; the rest is the same.",
)
REQUESTS = (
    "The copy of your proof of address cannot be read. Please send it again.",
    "Please send a document that is not older than three months.",
    "Please tell us from which date this has been so.",
)
REPLIES = ("Here it is, thank you.", "I attach the new copy.", "It has been so since the first of last month.")
EXPLANATIONS = (
    "We looked at everything you sent and compared it with the conditions of the service.",
    "Your documents are complete and agree with your answers.",
)
NOTES = ("Called, no answer.", "Documents compared with the register.", "Second look at the address.")


# Towards the end of the year two colleagues are ill: work waits, and the queue of the demo is not empty.
SHORT_OF_STAFF = timedelta(days=35)
SLOWER = 5.0
FORGOTTEN = 0.008


@dataclass(slots=True)
class World:
    """What all stories share."""

    random: Random
    until: datetime
    submitted: int = 0
    caseworkers: tuple[Actor, ...] = field(init=False)
    definitions: dict[str, tuple[Definition, Journey]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self.caseworkers = tuple(
            people.actor_by_email(person.email) for person in riverton.STAFF if person.role == "caseworker"
        )

    def definition(self, service: str) -> tuple[Definition, Journey]:
        """Return the published definition of a service, read once."""
        if service not in self.definitions:
            definition = services.definition(services.current_version(service, ""))
            self.definitions[service] = (definition, journey_of(definition))
        return self.definitions[service]

    def later(self, now: datetime, days: float, spread: float = 0.6) -> datetime:
        """A moment some days on, moved into office hours; later still while the office is short of staff."""
        lack = max(0.0, 1 - (self.until - now) / SHORT_OF_STAFF)
        moment = now + timedelta(days=days * (1 + SLOWER * lack) * self.random.lognormvariate(0, spread))
        while moment.weekday() >= 5:
            moment += timedelta(days=1)
        if not 8 <= moment.hour < 17:
            moment = max(moment.replace(hour=self.random.randrange(8, 17), minute=self.random.randrange(60)), now)
        return moment


def tell(world: World, habit: Habit, begin: datetime) -> Iterator[datetime]:
    """One draft and, if it is submitted, its case. Acts first, then yields the moment of the next act."""
    draft = apply(world, habit, begin)
    if draft is None:
        return
    draft_id, by, end, language = draft
    yield end
    submitted = cases.submit(draft_id=draft_id, submission_key=f"demo-{draft_id}", by=by, now=end)
    world.submitted += 1
    resident = by if by.is_staff else guest_of_case(submitted.case_id)
    yield from work(world, habit, submitted.case_id, resident, end, language)


def apply(world: World, habit: Habit, begin: datetime) -> tuple[str, Actor, datetime, str] | None:
    """Walk the pages; None when the resident leaves or reaches an end page."""
    random = world.random
    definition, journey = world.definition(habit.service)
    language = random.choices(("en", "es"), (78, 22))[0]
    if "ar" in definition.languages and random.random() < 0.12:
        language = "ar"
    channel = random.choices(("online", "phone", "counter"), (84, 9, 7))[0]
    worker = random.choice(world.caseworkers) if channel != "online" else None
    device = "desktop" if worker else random.choices(("phone", "desktop", "tablet"), (64, 31, 5))[0]
    friction = frictions.of(habit.service)
    begun = cases.begin_draft(
        service=habit.service,
        language=language,
        channel=channel,
        device=device,
        by=worker or GUEST,
        now=begin,
        assisted_by=worker,
    )
    by = worker or guest_of_draft(begun.draft_id)
    now = begin
    answers: dict[str, object] = {}
    answered: set[str] = set()
    state = journey.state(answers, now=now, answered_pages=answered)
    while state.next_page is not None and state.end_page is None:
        page = state.next_page
        cases.show_page(draft_id=begun.draft_id, page=page, by=by, now=now)
        if worker is None and random.random() < habit.leaves * (1.6 if language != "en" else 1):
            return None
        answered.add(page)
        filled, state = choose(random, definition, journey, page, answers, answered, now)
        questions = tuple(filled) or ("",)
        now += timedelta(seconds=12 + random.expovariate(1 / (14 * len(questions))))
        fault = refusal(random, friction, device, page, questions)
        if fault is not None:
            cases.refuse_page(draft_id=begun.draft_id, page=page, faults=(fault,), by=by, now=now)
            if page == friction.phone_page and random.random() < frictions.LEAVES_AFTER_REFUSAL:
                return None
            now += timedelta(seconds=15)
        cases.save_page(draft_id=begun.draft_id, page=page, answers=filled, by=by, now=now)
        answers = {**answers, **filled}
    if state.end_page is not None:
        cases.show_page(draft_id=begun.draft_id, page=state.end_page, by=by, now=now)
        return None
    end = now + timedelta(seconds=random.randrange(20, 180))
    # Who applies over midnight may find that a rule about today's date asks for something else.
    state = journey.state(answers, now=end, channel=channel, answered_pages=answered)
    return (begun.draft_id, by, end, language) if state.is_complete else None


def refusal(
    random: Random, friction: Friction, device: str, page: str, questions: tuple[str, ...]
) -> AnswerFault | None:
    """Return what a page finds wrong at the first try, if anything."""
    if page == friction.phone_page and device == "phone" and random.random() < frictions.REFUSED_ON_PHONES:
        return AnswerFault(friction.phone_question, "missing")
    if random.random() < frictions.REFUSED * len(questions) and questions[0]:
        return AnswerFault(random.choice(questions), "missing")
    return None


def choose(
    random: Random,
    definition: Definition,
    journey: Journey,
    page: str,
    answers: Answers,
    answered: set[str],
    now: datetime,
) -> tuple[Answers, JourneyState]:
    """Answer a page; most who come this far do not run into an end page, so such answers are mostly drawn again."""
    tries = 0
    while True:
        filled = people_like(random, definition, page, fill_page(journey, page, answers, random=random, now=now))
        state = journey.state({**answers, **filled}, now=now, answered_pages=answered)
        tries += 1
        if state.end_page is None or tries == 8 or random.random() < 0.05:
            return filled, state


def people_like(random: Random, definition: Definition, page_id: str, filled: Answers) -> Answers:
    """Put plausible names, addresses and e-mails where generated text would look odd."""
    page = definition.page(page_id)
    name = f"{random.choice(riverton.GIVEN_NAMES)} {random.choice(riverton.FAMILY_NAMES)}"
    result = dict(filled)
    for question in page.questions if page else ():
        if question.name not in filled or question.must:
            continue
        if question.type == "name":
            result[question.name] = name
        elif question.type == "e-mail":
            result[question.name] = f"{name.split()[0].lower()}.{random.randrange(1000)}@mail.example"
        elif question.type == "phone":
            result[question.name] = f"+351 2{random.randrange(10**7, 10**8)}"
    return result


def work(world: World, habit: Habit, case_id: str, by: Actor, now: datetime, language: str) -> Iterator[datetime]:
    """What the office does with a case, with the resident looking in now and then."""
    random, submitted_at = world.random, now
    friction = frictions.of(habit.service)
    worker = random.choice(world.caseworkers)
    if random.random() < 0.55:
        now += timedelta(hours=random.uniform(1, 40))
        yield now
        cases.record_status_view(case_id=case_id, by=by, now=now)
    if random.random() < FORGOTTEN:
        return
    now = world.later(now, habit.days_to_start)
    yield now
    cases.take_case(case_id=case_id, by=worker, now=now)
    cases.view_case(case_id=case_id, purpose="decide", by=worker, now=now)
    for moment in through_stages(world, habit, case_id, worker, by, now, language):
        now = moment
        yield moment
    if random.random() < 0.03:
        cases.withdraw(case_id=case_id, reason="I no longer need it.", by=by, now=now)
        return
    has_waited = friction.writes_after is not None and now - submitted_at > friction.writes_after
    if random.random() < (frictions.WRITES if has_waited else 0.2):
        cases.send_message(case_id=case_id, text=random.choice(ASKING), by=by, now=now)
        now = world.later(now, 0.5)
        yield now
        cases.send_message(case_id=case_id, text="We are working on it and will write to you.", by=worker, now=now)
    if random.random() < 0.3:
        cases.add_note(case_id=case_id, text=random.choice(NOTES), by=worker, now=now)
    now += timedelta(minutes=random.uniform(5, 90))
    yield now
    settle(world, habit, case_id, worker, now)
    if random.random() < 0.6:
        now += timedelta(hours=random.uniform(1, 60))
        yield now
        cases.record_status_view(case_id=case_id, by=by, now=now)


def through_stages(
    world: World, habit: Habit, case_id: str, worker: Actor, by: Actor, now: datetime, language: str
) -> Iterator[datetime]:
    """Bring a case through the stages before the decision, asking for what is missing."""
    random, friction = world.random, frictions.of(habit.service)
    definition, _ = world.definition(habit.service)
    middle = [stage.id for stage in definition.stages[1:-1]]
    asks = friction.asks.get(language, habit.asks)
    for stage in middle:
        cases.enter_stage(case_id=case_id, stage=stage, by=worker, now=now)
        if random.random() < asks / len(middle):
            for moment in ask(world, case_id, worker, by, now):
                now = moment
                yield moment
        if stage == friction.aside_stage and random.random() < friction.aside:
            cases.put_aside(case_id=case_id, reason="third party", by=worker, now=now)
            now = world.later(now, friction.aside_days, spread=0.4)
            yield now
            cases.take_up(case_id=case_id, by=worker, now=now)
        slower = frictions.slowness(friction, stage, at=now, until=world.until)
        now = world.later(now, habit.days_to_decide / len(middle) * slower)
        if stage == friction.monday_stage:
            now = frictions.next_monday(now, random)
        yield now


def ask(world: World, case_id: str, worker: Actor, by: Actor, now: datetime) -> Iterator[datetime]:
    """Ask for information; the clock stands until the answer comes, and a few never answer."""
    random = world.random
    request = cases.request_information(
        case_id=case_id, text=random.choice(REQUESTS), wanted=(), by=worker, now=now
    )  # fmt: skip
    now += timedelta(days=random.lognormvariate(1.2, 0.8))
    if random.random() < 0.06:
        now += timedelta(days=400)
    yield now
    cases.give_information(
        case_id=case_id, request=request, text=random.choice(REPLIES), files=(), by=by, now=now
    )  # fmt: skip


def settle(world: World, habit: Habit, case_id: str, worker: Actor, now: datetime) -> None:
    """Decide: refuse with a reason of the definition, or take the first outcome without reasons."""
    random = world.random
    definition, _ = world.definition(habit.service)
    refusals = [decision for decision in definition.decisions if decision.reasons]
    grants = [decision for decision in definition.decisions if not decision.reasons] or refusals
    decision = random.choice(grants) if random.random() < habit.approves or not refusals else random.choice(refusals)
    cases.decide(
        case_id=case_id,
        decision=decision.id,
        reasons=(random.choice(decision.reasons),) if decision.reasons else (),
        explanation=random.choice(EXPLANATIONS),
        by=worker,
        now=now,
    )
