"""Where people leave a form and where their answers are refused: by page and question, by device and language.

A page is named only where people leave more often than at the other pages of the same form, and a group only where it
leaves, or is refused, more often than the others; each beyond chance over all comparisons that were made.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

from servewell.core.eventlog.log import EventLog
from servewell.core.eventlog.units import DAY_US
from servewell.core.insight.finding import (
    EXAMPLES,
    SMALLEST_GROUP,
    Asked,
    Comparison,
    Finding,
    GroupHit,
    Kind,
    Picture,
    Row,
    Size,
    cases_a_month,
    count_in_words,
    share_in_words,
)
from servewell.core.insight.shares import Claim, Counted, standing_out
from servewell.core.measure.journey import (
    SETTLED_US,
    Drafts,
    PageCount,
    QuestionCount,
    codes_of,
    completion,
    count_of,
    drafts_of,
    group_column,
    is_journey,
    page_counts,
    pages_of,
    question_counts,
    refusal_time,
)

COMPARED_BY: Final = ("device", "language", "channel")
MOST_GROUPS: Final = 20
Mask: TypeAlias = npt.NDArray[np.bool_]
MOST: Final = 5


def find_drop_out(log: EventLog, asked: Asked) -> list[Finding]:
    """Return the pages at which people leave more often than at others, and the groups that do; none of other logs."""
    if not is_journey(log):
        return []
    drafts = drafts_of(log, _grouped_by(log, asked))
    counts = page_counts(drafts)
    claims = [_left(page, by) for by, pages in counts.items() for page in pages]
    return [_dropped_out(drafts, claim, counts[claim.counted.by]) for claim in _most_first(claims)]


def find_faults(log: EventLog, asked: Asked) -> list[Finding]:
    """Return the questions whose answers are refused more often than others, and the groups whose are."""
    if not is_journey(log):
        return []
    drafts = drafts_of(log, _grouped_by(log, asked))
    counts = question_counts(drafts)
    claims = [_fault(question, by) for by, questions in counts.items() for question in questions]
    # Pages where nothing was ever refused are part of what a question is compared with.
    claims += [Counted(page, "", "", "", 0, int(drafts.has_reached(page).sum())) for page in _flawless(drafts)]
    return [_refused(drafts, claim, counts[claim.counted.by]) for claim in _most_first(claims)]


def _flawless(drafts: Drafts) -> list[str]:
    asks = {page for code, page in pages_of(drafts.log).items() if drafts.log.named(code).startswith("answered: ")}
    return [page for page in drafts.pages if page in asks and not drafts.was_refused(page).any()]


def _most_first(counts: Sequence[Counted]) -> list[Claim]:
    """Return the claims by how many people would be spared, most first; no more than anybody reads."""
    return sorted(standing_out(counts), key=lambda claim: -claim.difference.value * claim.counted.of)[:MOST]


def _left(count: PageCount, by: str = "") -> Counted:
    return Counted(count.page, "", by, count.group, count.left, count.reached)


def _fault(count: QuestionCount, by: str = "") -> Counted:
    return Counted(count.page, count.question, by, count.group, count.refused, count.reached)


def _grouped_by(log: EventLog, asked: Asked) -> tuple[str, ...]:
    known = {one.name: one.values for one in log.attributes}
    names = dict.fromkeys((*COMPARED_BY, *asked.by))
    return tuple(
        name for name in names if group_column(log, name) is not None and 1 < known.get(name, 2) <= MOST_GROUPS
    )


def _dropped_out(drafts: Drafts, claim: Claim, counts: Sequence[PageCount]) -> Finding:
    at, log = claim.counted, drafts.log
    here = next(one for one in counts if (one.page, one.group) == (at.page, at.group))
    lost = count_in_words(at.hit)
    a_month = count_in_words(_a_month(log, at.hit))
    each = f"{share_in_words(claim.share)} of those who get there"
    if at.group:
        sentence = (
            f"{_who(at)} {each} leave the form at page ‘{at.page}’ and do not come back, against "
            f"{share_in_words(claim.reference)} of the others: {lost} people, {a_month} a month"
        )
    else:
        sentence = (
            f"At page ‘{at.page}’ {lost} people, {a_month} a month, leave the form and do not come back: {each}, "
            f"against {share_in_words(claim.reference)} at the other pages"
        )
    to_win = count_in_words(claim.difference.value * at.of)
    sentence += f"{_cause(drafts, here)} About {to_win} would go on if it were as "
    sentence += "for the others." if at.group else "there."
    hit = _gone(drafts, at)
    gains = _gains(claim, here.active_us / DAY_US / max(here.left, 1))
    return _finding(drafts, "drop-out", claim, sentence, hit, (here.active_us / DAY_US, gains), _bars(counts, at))


def _refused(drafts: Drafts, claim: Claim, counts: Sequence[QuestionCount]) -> Finding:
    at, log = claim.counted, drafts.log
    here = next(one for one in counts if (one.page, one.question, one.group) == (at.page, at.question, at.group))
    each = f"{share_in_words(claim.share)} of those who get to page ‘{at.page}’"
    if at.group:
        sentence = (
            f"{_who(at)} {each} have their answer to ‘{at.question}’ refused, against "
            f"{share_in_words(claim.reference)} of the others."
        )
    else:
        sentence = (
            f"The answer to ‘{at.question}’ is refused for {each}, {count_in_words(at.hit)} people "
            f"({count_in_words(_a_month(log, at.hit))} a month), against "
            f"{share_in_words(claim.reference)} at the other questions."
        )
    if here.fault:
        sentence += f" The most frequent fault is ‘{here.fault}’."
    if here.left >= SMALLEST_GROUP:
        sentence += f" {count_in_words(here.left)} of them leave the form at that page."
    refusals = sum(one.refusals for one in counts if one.page == at.page and one.group == at.group)
    of_page = refusal_time(log).get(at.page, 0) * here.refused / max(_refused_at(counts, at), 1)
    days = of_page * here.refusals / max(refusals, 1) / DAY_US
    hit = _stopped(drafts, at)
    picture = _question_bars(counts, at)
    return _finding(drafts, "fault", claim, sentence, hit, (days, _gains(claim, days / at.hit)), picture)


def _refused_at(counts: Sequence[QuestionCount], at: Counted) -> int:
    """Return how many people of all groups were refused at the question."""
    return sum(one.refused for one in counts if (one.page, one.question) == (at.page, at.question))


def _who(at: Counted) -> str:
    known = {
        "device": {"phone": "On a phone", "tablet": "On a tablet", "desktop": "On a computer"}.get(at.group),
        "language": f"In the language ‘{at.group}’",
        "channel": f"Through the channel ‘{at.group}’",
    }
    return f"{known.get(at.by) or f'Where {at.by} is ‘{at.group}’'},"


def _cause(drafts: Drafts, here: PageCount) -> str:
    """Say whether those who leave do so right after a refusal, and after which."""
    if here.left_refused < max(here.left / 2, SMALLEST_GROUP):
        return "."
    asked = max(
        (one for one in question_counts(drafts)[""] if one.page == here.page), key=lambda one: one.left, default=None
    )
    said = f"the answer to ‘{asked.question}’" if asked else "an answer"
    return f", most of them right after {said} was refused."


def _a_month(log: EventLog, people: int) -> float:
    return cases_a_month(people, log.first, log.counted_until - SETTLED_US)


def _gains(claim: Claim, days_each: float) -> tuple[float, float, float]:
    """Return the days that would not be spent in vain if the share were that of the reference."""
    people, found = claim.counted.of, claim.difference
    low, high = max(found.low, 0.0), max(found.high, 0.0)
    return days_each * people * found.value, days_each * people * low, days_each * people * high


def _finding(
    drafts: Drafts,
    kind: Kind,
    claim: Claim,
    sentence: str,
    hit: tuple[Mask, str],
    days: tuple[float, tuple[float, float, float]],
    picture: Picture,
) -> Finding:
    at = claim.counted
    (is_hit, proof), (spent, gains) = hit, days
    log, started = drafts.log, completion(drafts).started
    where = {
        "page": at.page,
        "question": at.question,
        "attribute": at.by,
        "value": at.group,
    }
    return Finding(
        kind=kind,
        where={name: value for name, value in where.items() if value},
        sentence=sentence,
        size=Size(
            cases=at.hit,
            share=at.hit / max(started, 1),
            cases_a_month=_a_month(log, at.hit),
            days=spent,
            gain_days=gains[0],
            gain_low=gains[1],
            gain_high=gains[2],
        ),
        comparison=Comparison(
            "the other people" if at.group else "the other pages" if kind == "drop-out" else "the other questions",
            claim.share, claim.reference, "share", claim.difference.low, claim.difference.high,
        ),
        groups=_groups_hit(drafts, at, is_hit),
        confidence=claim.confidence,
        p_value=claim.difference.p_value,
        proof=proof,
        examples=_examples(drafts, at, is_hit),
        picture=picture,
    )  # fmt: skip


def _groups_hit(drafts: Drafts, at: Counted, is_hit: Mask) -> tuple[GroupHit, ...]:
    """Return which share of each group is hit, of those who reached the page.

    Of something with a group of which fewer than ten are hit, or are not, nothing is told: it could be subtracted.
    """
    if at.by:
        return (GroupHit(at.by, at.group, at.hit, at.hit / at.of, "share"),)
    reached, found = drafts.has_reached(at.page), []
    for by, group in drafts.by.items():
        hits, people = (count_of(group, mask) for mask in (is_hit & reached, reached))
        is_whole = not (reached & (group.codes < 0)).any()
        if is_whole and min((*hits, *(people - hits))) >= SMALLEST_GROUP:
            rows = zip(group.values, hits.tolist(), people.tolist(), strict=True)
            found += [GroupHit(by, value, hit, hit / of, "share") for value, hit, of in rows]
    return tuple(sorted(found, key=lambda one: (one.by, -one.measure, one.value)))


def _gone(drafts: Drafts, at: Counted) -> tuple[Mask, str]:
    """Tell which drafts were left at the page, and the SQL that counts them."""
    log, pages = drafts.log, pages_of(drafts.log)
    here = [code for code, page in pages.items() if page == at.page and code not in codes_of(log, "ended: ")]
    return drafts.is_left & drafts.last_on(at.page), (
        'SELECT count(*) AS people FROM (SELECT "case", arg_max(activity, seq) AS last_step FROM events'  # noqa: S608
        f' WHERE activity IN ({_listed(pages)}) GROUP BY 1) JOIN cases USING ("case")'
        f" WHERE last_step IN ({_listed(here)})"
        f' AND "first" <= {log.counted_until - SETTLED_US}'
        f' AND "case" NOT IN (SELECT "case" FROM events WHERE activity IN ({_listed(codes_of(log, "submitted"))}))'
        + _sql_group(log, at)
    )


def _stopped(drafts: Drafts, at: Counted) -> tuple[Mask, str]:
    """Tell in which drafts the question was refused, and the SQL that counts them."""
    log = drafts.log
    return drafts.refusals[at.page, at.question][1], (
        'SELECT count(DISTINCT "case") AS people FROM events JOIN cases USING ("case")'  # noqa: S608
        f" WHERE activity IN ({_listed(codes_of(log, f'refused: {at.page}'))})"
        f" AND ',' || question || ',' LIKE '%,{_text(at.question)},%'"
        f' AND "first" <= {log.counted_until - SETTLED_US}' + _sql_group(log, at)
    )


def _examples(drafts: Drafts, at: Counted, is_hit: Mask) -> tuple[str, ...]:
    if at.by:
        group = drafts.by[at.by]
        is_hit = is_hit & (group.codes == group.values.index(at.group))
    chosen = np.sort(drafts.case[is_hit])[:EXAMPLES].tolist()
    cases = drafts.log.cases
    return tuple(sorted(cases.filter(cases["case"].isin(chosen)).select("case_id").to_pyarrow()["case_id"].to_pylist()))


def _sql_group(log: EventLog, at: Counted) -> str:
    if not at.by:
        return ""
    name = '"' + at.by.replace('"', '""') + '"'
    if at.by in log.cases.columns:
        return f" AND CAST(cases.{name} AS VARCHAR) = '{_text(at.group)}'"
    first = f'SELECT "case", arg_min({name}, seq) AS value FROM events WHERE {name} IS NOT NULL GROUP BY 1'  # noqa: S608
    return f' AND "case" IN (SELECT "case" FROM ({first}) WHERE CAST(value AS VARCHAR) = \'{_text(at.group)}\')'  # noqa: S608


def _text(value: str) -> str:
    return value.replace("'", "''")


def _listed(codes: object) -> str:
    return ", ".join(map(str, codes)) or "-1"  # type: ignore[call-overload]


def _bars(counts: Sequence[PageCount], at: Counted) -> Picture:
    if at.by:
        rows = [(one.group, one.left, one.reached, one.group == at.group) for one in counts if one.page == at.page]
    else:
        rows = [(one.page, one.left, one.reached, one.page == at.page) for one in counts]
    return _picture("Share of people who leave", rows)


def _question_bars(counts: Sequence[QuestionCount], at: Counted) -> Picture:
    place = (at.page, at.question)
    if at.by:
        rows = [
            (one.group, one.refused, one.reached, one.group == at.group)
            for one in counts
            if (one.page, one.question) == place
        ]
    else:
        rows = [(one.question, one.refused, one.reached, (one.page, one.question) == place) for one in counts]
    return _picture("Share of people whose answer is refused", rows)


def _picture(title: str, rows: Sequence[tuple[str, int, int, bool]]) -> Picture:
    """Draw shares; a bar of fewer than ten people is left out."""
    shown = [
        Row(label, hit / of, is_marked=is_marked)
        for label, hit, of, is_marked in rows
        if min(hit, of - hit) >= SMALLEST_GROUP
    ]
    return Picture("bars", title, "share", tuple(shown))
