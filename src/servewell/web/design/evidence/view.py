"""Pooled evidence ready for a page, a file or the command line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

from servewell.core.evidence import Effect, Pool
from servewell.web.design.evidence.amounts import Amounts, design_name, measure_name
from servewell.web.design.evidence.forest import MOST_LINES, forest, interval_of, lines_aside, lines_of
from servewell.web.design.evidence.sentences import caution_sentence, facts, lead, why_aside
from servewell.web.design.insight.sections import Table, table
from servewell.web.design.insight.words import Words

_NUMBERS: Final = (1, 2, 3, 4, 5)


@dataclass(frozen=True, slots=True)
class EvidenceView:
    """What a page shows: the answer, what to be careful with, the picture, and all its numbers as tables."""

    title: str
    is_pooled: bool
    lead: tuple[str, ...]
    cautions: tuple[str, ...]
    svg: Markup | None
    legend: tuple[str, ...]
    trials: Table
    apart: Table | None
    facts: tuple[tuple[str, str], ...]


def evidence_view(pool: Pool, words: Words, anchor: str = "evidence") -> EvidenceView:
    """Return the view of a pool in a language; `anchor` begins the ids of its picture."""
    title = measure_name(pool.measure, words)
    days = words.counted(pool.horizon_days, "days")
    said = words.gettext("%(measure)s, each case watched for %(days)s") % {"measure": title, "days": days}
    return EvidenceView(
        title=said if pool.measure else words.gettext("Evidence"),
        is_pooled=pool.fit is not None,
        lead=lead(pool, words),
        cautions=tuple(caution_sentence(one, words) for one in pool.cautions),
        svg=_picture(pool, words, anchor, said),
        legend=_legend(pool, words),
        trials=_trials(pool, words),
        apart=_apart(pool, words),
        facts=facts(pool, words),
    )


def _picture(pool: Pool, words: Words, anchor: str, title: str) -> Markup | None:
    if not pool.effects and not lines_aside(pool):
        return None
    drawing, height = forest(pool, words)
    return drawing.svg(height, anchor, title, described(pool, words))


def described(pool: Pool, words: Words) -> str:
    """Return what somebody who cannot see the picture must know: the answer, then every line."""
    amounts = Amounts(pool.scale, words)
    rows = [
        f"{line.label}: {amounts.said(line.value)} ({amounts.between(line.low, line.high)})."
        for line in lines_of(pool)[:MOST_LINES]
    ]
    return " ".join([*lead(pool, words), *rows])


def _legend(pool: Pool, words: Words) -> tuple[str, ...]:
    found = [
        words.gettext("A square is a trial, larger when it counts more; the thin line holds the truth 95 times in 100.")
    ]
    if pool.fit:
        found.append(words.gettext("The diamond is the average of all."))
    if pool.prediction:
        found.append(words.gettext("The bar below it is what a new agency can expect, 95 times in 100."))
    if lines_aside(pool):
        found.append(words.gettext("Circles do not count."))
    return tuple(found)


def _trials(pool: Pool, words: Words) -> Table:
    amounts, gettext = Amounts(pool.scale, words), words.gettext
    weights = dict(zip(pool.effects, pool.fit.weights, strict=True)) if pool.fit else {}
    head = (
        gettext("Agency"), amounts.unit(), gettext("From"), gettext("To"), gettext("Weight"), gettext("People"),
        gettext("Finished"),
    )  # fmt: skip
    rows = []
    for one in sorted(pool.started, key=lambda effect: (effect.estimate is None, effect.estimate or 0, effect.agency)):
        weight = words.percent(weights[one]) if one in weights else ""
        rows.append((*_cells(one, amounts), weight, _people(one, words), _finished(one, words)))
    return table(head, rows, _NUMBERS)


def _apart(pool: Pool, words: Words) -> Table | None:
    if not pool.aside:
        return None
    amounts, gettext = Amounts(pool.scale, words), words.gettext
    head = (gettext("Agency"), amounts.unit(), gettext("From"), gettext("To"), gettext("Compared"), gettext("Why"))
    rows = [
        (*_cells(one.effect, amounts), design_name(one.effect.design, words), why_aside(one.why, words))
        for one in pool.aside
    ]
    return table(head, rows, (1, 2, 3))


def _cells(effect: Effect, amounts: Amounts) -> tuple[str, str, str, str]:
    if not effect.has_result:
        return (effect.agency, amounts.words.gettext("no result yet"), "", "")
    value, low, high = (amounts.said(number) for number in interval_of(effect))
    return (effect.agency, value, low, high)


def _people(effect: Effect, words: Words) -> str:
    if effect.people_old is None or effect.people_new is None:
        return ""
    return words.number(effect.people_old + effect.people_new)


def _finished(effect: Effect, words: Words) -> str:
    return words.date(effect.finished_on.isoformat()) if effect.finished_on else ""
