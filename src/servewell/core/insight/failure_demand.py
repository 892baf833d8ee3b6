"""Finds contacts that a better step would have made unnecessary: questions and complaints while people wait.

Failure demand is Seddon's word for it (Freedom from Command and Control, 2003).
"""

from __future__ import annotations

from typing import Final, NamedTuple

import ibis.expr.types as ir

from servewell.core.eventlog.log import EventLog
from servewell.core.eventlog.units import DAY_US
from servewell.core.insight.at_hand import at_hand
from servewell.core.insight.finding import (
    SMALLEST_GROUP,
    Asked,
    Comparison,
    Finding,
    Picture,
    Row,
    count_in_words,
    days_in_words,
    share_in_words,
)
from servewell.core.insight.hit import case_count, examples, groups_hit, sized
from servewell.core.insight.moments import Moments, difference
from servewell.core.insight.recognised import answers, contacts
from servewell.core.insight.statistics import Compared, benjamini_hochberg
from servewell.core.measure import contacts as measure

TOLD: Final = 5
MANY: Final = 30
SURE: Final = 0.05
_PROOF: Final = """SELECT count(*) AS contacts, count(DISTINCT asked."case") AS cases FROM transitions AS asked
WHERE asked.activity IN ({contacts}) AND {activity} = (
  SELECT step.activity FROM transitions AS step
  WHERE step."case" = asked."case" AND step.place > asked.place AND step.activity NOT IN ({talk})
  ORDER BY step.place LIMIT 1)"""


def find_failure_demand(log: EventLog, asked: Asked) -> list[Finding]:
    """Return before which steps people get in touch while they wait, the most contacts first.

    Contacts are recognised by their names. What could be won is by how much waits with contacts last longer than waits
    for the same step without (Welch's test, adjusted over the steps by Benjamini and Hochberg 1995). Nothing where no
    contact is recorded, or fewer than ten cases have one before a step.
    """
    codes = contacts(log.activities)
    if not codes:
        return []
    replies = answers(log.activities)
    talk = tuple(sorted({*codes, *replies}))
    during = at_hand(log, measure.contacts_during(log, codes, replies))
    found = [one for one in measure.asked_before(during) if one.cases >= SMALLEST_GROUP]
    if not found:
        return []
    waits = measure.waits_compared(log, during, talk, tuple(one.activity for one in found))
    compared = [difference(*_both(waits[one.activity])) for one in found]
    adjusted = benjamini_hochberg([apart.p_value for apart in compared])
    scale = _Scale(during, codes, talk, sum(one.contacts for one in found), case_count(log))
    rows = zip(found, compared, map(float, adjusted), strict=True)
    return [_finding(log, asked, one, waits[one.activity], apart, p, scale) for one, apart, p in list(rows)[:TOLD]]


class _Scale(NamedTuple):
    """The contacts while people wait, which activities are contacts, which answers too; how many, in how many cases."""

    during: ir.Table
    codes: tuple[int, ...]
    talk: tuple[int, ...]
    contacts: int
    cases: int


def _listed(codes: tuple[int, ...]) -> str:
    return ", ".join(map(str, codes))


def _both(waits: measure.Waits) -> tuple[Moments, Moments]:
    return (
        Moments(waits.asked, waits.asked_days, waits.asked_squares),
        Moments(waits.quiet, waits.quiet_days, waits.quiet_squares),
    )


def _finding(
    log: EventLog, asked: Asked, one: measure.Contacts, waits: measure.Waits, apart: Compared, p_value: float,
    scale: _Scale,
) -> Finding:  # fmt: skip
    during = scale.during.filter(scale.during.activity == one.activity)
    contact, times = measure.usual_contact(during)
    hit = at_hand(log, during.group_by("case").agg(weight=during.count()))
    name = log.named(one.activity)
    loud, quiet = _both(waits)
    is_longer = p_value < SURE and apart.value > 0
    gain = (apart.value * waits.asked, apart.low * waits.asked, apart.high * waits.asked) if is_longer else (0.0,) * 3
    mostly = "" if times == one.contacts else f", most often ‘{log.named(contact)}’"
    return Finding(
        kind="failure demand",
        where={"activity": name},
        sentence=(
            f"While they wait for ‘{name}’, people get in touch {count_in_words(one.contacts)} times{mostly}, in "
            f"{count_in_words(one.cases)} cases ({share_in_words(waits.asked / (waits.asked + waits.quiet))} of these "
            f"waits): half of the contacts come within {days_in_words(one.median_days * DAY_US)}. Waits with a contact "
            f"last {days_in_words(loud.mean * DAY_US)} on average"
            + (f", those without {days_in_words(quiet.mean * DAY_US)}." if is_longer else ".")
            + " A shorter wait, or word of how things stand, would make such contacts unnecessary."
        ),
        size=sized(log, one.cases, scale.cases, waits.asked_days, gain),
        comparison=Comparison(
            f"Waits for ‘{name}’ in which people get in touch, against those in which they do not.",
            loud.mean,
            quiet.mean if waits.quiet >= SMALLEST_GROUP else None,
            "days",
            apart.low if waits.quiet >= SMALLEST_GROUP else None,
            apart.high if waits.quiet >= SMALLEST_GROUP else None,
        ),
        groups=groups_hit(log, asked, hit) if asked.by else (),
        confidence="high" if one.cases >= MANY else "medium",
        p_value=p_value if waits.quiet >= SMALLEST_GROUP else None,
        proof=_PROOF.format(contacts=_listed(scale.codes), talk=_listed(scale.talk), activity=one.activity),
        examples=examples(log, hit),
        picture=Picture(
            "bars",
            f"Days before ‘{name}’",
            "days",
            (
                Row("until people get in touch (half of them)", one.median_days),
                Row("the whole wait, with contact", loud.mean, is_marked=True),
                Row("the whole wait, without", quiet.mean),
            ),
        ),
    )
