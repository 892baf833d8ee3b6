"""The report of an event log as one HTML file: findings first, each with its picture and its proof.

It needs no script, asks nothing of the network, and can be printed. Made from the JSON of `servewell insight`, whose
texts come from somebody's log: every one is escaped.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from servewell.web.design.insight import sections
from servewell.web.design.insight.findings import FindingView, amount, finding_view
from servewell.web.design.insight.process_map import map_view
from servewell.web.design.insight.words import Words, words_of
from servewell.web.design.one_file import page_environment, style_sheet

_UNPRINTABLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")  # no file of UTF-8 text may hold them


def report_html(result: Mapping[str, Any], *, title: str, language: str = "en") -> str:
    """Return the report as one HTML document in a language; findings' own sentences stay English."""
    words = words_of(language)
    views = finding_views(result, words)
    html = page_environment(words.language).get_template("design/insight/report.html").render(
        title=title,
        lang=words.language,
        dir=words.direction,
        is_foreign=words.language != "en",
        style=style_sheet(),
        paragraph=log_paragraph(result, words),
        facts=log_facts(result, words),
        views=views,
        cannot_tell=tuple(map(str, result.get("cannot_tell") or ())),
        process_map=map_view(result.get("map") or {}, words, "map"),
        waits=sections.waits_table(result, words),
        steps=sections.steps_table(result, words),
        measures=sections.measures(result),
        steps_picture=sections.steps_picture(result, words),
        still_open=sections.still_open_picture(result, words),
        variants=sections.variant_views(result, words),
        variants_note=sections.variants_note(result, words),
        durations=duration_facts(result, words),
        weeks=sections.week_pictures(result, words),
        groups=sections.groups_table(result, words),
        proposed=sections.proposed_groups(result),
        rejected=sections.rejected_table(result, words),
        quality=sections.quality_sentences(result, words),
    )  # fmt: skip
    return _UNPRINTABLE.sub("\ufffd", html)


def finding_views(result: Mapping[str, Any], words: Words) -> tuple[FindingView, ...]:
    """Return the findings of a result in their order, their gains on one scale."""
    findings = result.get("findings") or ()
    largest = max((amount(finding.get("size") or {}, "gain_high") for finding in findings), default=0.0)
    return tuple(
        finding_view(finding, words, rank=rank, anchor=f"finding-{rank}", largest_gain=largest)
        for rank, finding in enumerate(findings, 1)
    )


def log_paragraph(result: Mapping[str, Any], words: Words) -> tuple[str, ...]:
    """Say in a few sentences what the log is and what was found."""
    log = result.get("log") or {}
    spans = result.get("durations") or {}
    rejected = round(amount(log, "rejected"))
    count = len(result.get("findings") or ())
    found = [
        words.gettext("This log follows %(cases)s from %(first)s to %(last)s: %(events)s of %(activities)s kinds.")
        % {
            "cases": words.counted(amount(log, "cases"), "cases"),
            "first": words.date(str(log.get("first", ""))),
            "last": words.date(str(log.get("last", ""))),
            "events": words.counted(amount(log, "events"), "events"),
            "activities": words.about(amount(log, "activities")),
        },
        words.gettext("Half of the cases lasted at most %(median)s, one in ten longer than %(p90)s.")
        % {"median": words.lasted(amount(spans, "median_s")), "p90": words.lasted(amount(spans, "p90_s"))},
    ]
    if rejected:
        found.append(
            words.ngettext("%(count)s row could not be used.", "%(count)s rows could not be used.", rejected)
            % {"count": words.number(rejected)}
        )
    found.append(
        words.ngettext(
            "We found %(count)s place where people lose time or are treated differently.",
            "We found %(count)s places where people lose time or are treated differently.",
            count,
        )
        % {"count": words.number(count)}
        if count
        else words.gettext("We found no place where people clearly lose time or are treated differently.")
    )
    return tuple(found)


def log_facts(result: Mapping[str, Any], words: Words) -> tuple[tuple[str, str], ...]:
    """Return the few numbers that everybody asks for first."""
    log, spans = result.get("log") or {}, result.get("durations") or {}
    return (
        (words.gettext("Cases"), words.about(amount(log, "cases"))),
        (words.gettext("Half are done within"), words.lasted(amount(spans, "median_s"))),
        (words.gettext("One in ten takes longer than"), words.lasted(amount(spans, "p90_s"))),
        (words.gettext("Different ways through"), words.about(amount(log, "variants"))),
    )


def duration_facts(result: Mapping[str, Any], words: Words) -> tuple[tuple[str, str], ...]:
    """Return how long cases lasted, without and with those that are still open."""
    spans, whole = result.get("durations") or {}, result.get("throughput") or {}
    facts = [
        (words.gettext("Half are done within"), words.lasted(amount(spans, "median_s"))),
        (words.gettext("Nine in ten are done within"), words.lasted(amount(spans, "p90_s"))),
        (words.gettext("On average"), words.lasted(amount(spans, "mean_s"))),
    ]
    if amount(whole, "open"):
        late = words.gettext("later than this log tells")
        half, most = (
            late if whole.get(name) is None else words.lasted(amount(whole, name)) for name in ("median_s", "p90_s")
        )
        facts += [
            (words.gettext("Cases still open"), words.about(amount(whole, "open"))),
            (words.gettext("With open cases counted: half are done within"), half),
            (words.gettext("With open cases counted: nine in ten are done within"), most),
        ]
    return tuple(facts)
