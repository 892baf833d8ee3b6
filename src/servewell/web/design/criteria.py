"""Criteria as pages show them: in the page's language, or in the service's own where it has no translation."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils import translation

from servewell.core.definition.explaining import Explained, explain_criterion
from servewell.core.definition.journey import CriterionState, Journey
from servewell.core.rules.say import Outline
from servewell.gateways.locales import FORMATS
from servewell.web.design.texts import Said, Texts


@dataclass(frozen=True, slots=True)
class CriterionView:
    """One criterion in words. `lang` is the language of the explanation where it is not the page's."""

    name: str
    title: Said
    outcome: bool | None
    otherwise: Said
    instead: Said
    rule: Outline
    because: Outline | None
    needed: Outline | None
    lang: str


def criterion_views(
    journey: Journey, states: Iterable[CriterionState], answers: Mapping[str, object], texts: Texts, now: datetime
) -> tuple[CriterionView, ...]:
    """Return criteria with what explains them; `now` is the moment for which they were decided."""
    definition = journey.definition
    spoken = texts.language if texts.language in definition.languages else definition.language
    with translation.override(spoken):
        explained = [explain_criterion(journey, state, answers, spoken, FORMATS, now) for state in states]
    return tuple(_view(one, texts) for one in explained)


def _view(one: Explained, texts: Texts) -> CriterionView:
    key = f"criterion.{one.name}"
    return CriterionView(
        name=one.name,
        title=texts(f"{key}.title") or texts(f"{key}.otherwise"),
        outcome=one.outcome,
        otherwise=texts(f"{key}.otherwise") if texts(f"{key}.title") else Said("", "", is_other=False),
        instead=texts(f"{key}.instead"),
        rule=one.rule,
        because=one.because,
        needed=one.needed,
        lang="" if one.language == texts.language else one.language,
    )
