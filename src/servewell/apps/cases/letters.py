"""The letter of a decision: one builder for the caseworker's preview and for what is sent."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Final

from django.utils import formats, translation
from django.utils.translation import gettext as _

from servewell.apps.cases.projection import calendar_of
from servewell.apps.cases.readings import Letter
from servewell.apps.people.queries import AgencyView
from servewell.apps.services.queries import today_in
from servewell.core.definition.answers import say_answer
from servewell.core.definition.explaining import Explained, explain_case, named_in
from servewell.core.definition.journey import journey_of
from servewell.core.definition.model import Decision, Definition
from servewell.core.promise import add
from servewell.gateways.locales import FORMATS, said_date, said_number

_PLACEHOLDER: Final = re.compile(r"\{(\w+)\}")


def decision_letter(
    *,
    definition: Definition,
    decision: str,
    reasons: Sequence[str],
    explanation: str,
    reference: str,
    answers: Mapping[str, object],
    submitted_at: datetime | None,
    channel: str,
    language: str,
    agency: AgencyView,
    now: datetime,
) -> Letter:
    """Return the letter in the resident's language, or in the definition's where a text is not translated."""
    chosen = next(item for item in definition.decisions if item.id == decision)
    key = f"decision.{decision}"
    values = {
        "reference": reference,
        "service": definition.text("title", language),
        "agency": agency.name,
        "today": long_date(today_in(agency.timezone, now), language),
    }

    def words(name: str) -> str:
        return _filled(definition, definition.text(name, language), values, answers, language)

    with translation.override(language):
        title = words(f"{key}.title")
        paragraphs = [
            _("Reference: %(reference)s") % {"reference": reference},
            _("%(agency)s has decided about your application: %(decision)s.")
            % {"agency": agency.name, "decision": title or decision},
            words(f"{key}.text"),
        ]
        if reasons:
            paragraphs.append(_("Reasons:"))
            paragraphs += ["- " + words(f"{key}.reasons.{reason}") for reason in reasons]
        explained = explain_case(
            journey_of(definition), answers, language, FORMATS, now=submitted_at or now, channel=channel
        )
        paragraphs += _conditions(definition, named_in(chosen, reasons, explained), language)
        paragraphs += [explanation.strip(), *_afterwards(chosen, words, language, agency, now)]
        kept = tuple(paragraph for paragraph in paragraphs if paragraph)
        return Letter(
            subject=_("There is a decision about your application"),
            text="\n\n".join(kept),
            language=language,
            paragraphs=kept,
        )


def appeal_until(decision: Decision, agency: AgencyView, decided_at: datetime) -> date | None:
    """Return the last day on which the decision can be contested, or None without such a period."""
    if decision.appeal_within is None:
        return None
    return add(calendar_of(agency), today_in(agency.timezone, decided_at), decision.appeal_within)


def valid_until(decision: Decision, agency: AgencyView, decided_at: datetime) -> date | None:
    """Return the last day on which the output is valid, or None when it does not end."""
    if decision.valid_for is None:
        return None
    return add(calendar_of(agency), today_in(agency.timezone, decided_at), decision.valid_for)


def long_date(day: date, language: str) -> str:
    """Write a date out in a language: 23 November 2026."""
    with translation.override(language):
        return formats.date_format(day, "DATE_FORMAT" if language != "en" else "j F Y")


def _afterwards(
    chosen: Decision, words: Callable[[str], str], language: str, agency: AgencyView, now: datetime
) -> list[str]:
    until, appeal_by = valid_until(chosen, agency, now), appeal_until(chosen, agency, now)
    lines = []
    if until is not None:
        lines.append(_("Valid until %(date)s.") % {"date": long_date(until, language)})
    if appeal_by is not None:
        lines.append(
            _("If you do not agree, you can contest this decision until %(date)s.")
            % {"date": long_date(appeal_by, language)}
        )
    lines.append(words(f"decision.{chosen.id}.appeal"))
    return lines


def _conditions(definition: Definition, named: Sequence[Explained], language: str) -> list[str]:
    """Return a paragraph for each criterion that the decision rests on: why it is not met, or what it asks."""
    lines = [_("The conditions that this decision is about:")] if named else []
    for one in named:
        title = definition.text(f"criterion.{one.name}.title", language)
        rule = _("The rule in plain words: %(rule)s") % {"rule": one.rule.text}
        why = one.lines() if one.outcome is False else (rule, *one.rule.lines())
        lines.append("\n".join(line for line in (title and f"{title}.", *why) if line))
    return lines


def _filled(
    definition: Definition, text: str, values: Mapping[str, str], answers: Mapping[str, object], language: str
) -> str:
    """Put values and answers in place of {names}: one pass, so that an answer with braces fills nothing."""
    questions = {path: question for path, question, _ in definition.questions()}

    def fill(match: re.Match[str]) -> str:
        name = match.group(1)
        if name in values or name not in questions:
            return values.get(name, "")
        said = say_answer(
            questions[name],
            name,
            answers.get(name),
            definition,
            language,
            format_date=said_date,
            format_number=said_number,
        )
        return said.replace("\n", ", ")

    return _PLACEHOLDER.sub(fill, text)
