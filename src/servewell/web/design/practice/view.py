"""A practice ready for a page or the command line: what it does, where it fits, who says so, and its evidence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from servewell.core.evidence import pool
from servewell.core.practice import Practice, Standing
from servewell.core.practice.choosing import described
from servewell.core.practice.printing import print_change
from servewell.core.practice.signing import Code
from servewell.web.design.evidence.view import EvidenceView, evidence_view
from servewell.web.design.insight.findings import kind_text
from servewell.web.design.insight.words import Words


@dataclass(frozen=True, slots=True)
class ChangeView:
    """One change: which parts, in plain English, and the lines of the file that say what happens to them."""

    parts: str
    lines: str


@dataclass(frozen=True, slots=True)
class PracticeView:
    """What a page shows of a practice. Its own texts are plain and may be in another language than the page."""

    title: str
    language: str
    summary: str
    offered: str
    standing: str
    is_known: bool
    against: tuple[str, ...]
    changes: tuple[ChangeView, ...]
    conditions: tuple[str, ...]
    cautions: tuple[str, ...]
    evidence: tuple[EvidenceView, ...]  # one for each measure and horizon


def practice_view(practice: Practice, standing: Standing, words: Words, anchor: str = "evidence") -> PracticeView:
    """Return the view of a practice; its texts in the language of the page where it has them."""
    language = words.language if words.language in practice.texts else practice.language
    numbers = {
        "agency": practice.agency,
        "edition": words.number(practice.number),
        "date": words.date(practice.made_on.isoformat()),
    }
    return PracticeView(
        title=practice.text("title", language),
        language=language,
        summary=practice.text("summary", language),
        offered=words.gettext("Offered by %(agency)s. Edition %(edition)s, %(date)s.") % numbers,
        standing=standing_text(standing, words),
        is_known=standing.is_known,
        against=tuple(kind_text(kind, words) for kind in practice.against),
        changes=tuple(
            ChangeView(_begun(described(one.parts)), print_change(practice, number))
            for number, one in enumerate(practice.changes, 1)
        ),
        conditions=tuple(practice.text(f"condition.{n}", language) for n in range(1, practice.conditions + 1)),
        cautions=tuple(practice.text(f"caution.{n}", language) for n in range(1, practice.cautions + 1)),
        evidence=_evidence(practice, standing, words, anchor),
    )


def standing_text(standing: Standing, words: Words) -> str:
    """Return what a signature is worth, as a sentence."""
    gettext = words.gettext
    known: Mapping[Code, str] = {
        "known": gettext("Signed with the key that we know of this agency."),
        "unsigned": gettext("Nobody has signed it. Do not adopt it."),
        "wrong-signature": gettext("The signature does not fit: the file was changed. Do not adopt it."),
        "other-signer": gettext("It is signed by another than the agency it names. Do not adopt it."),
        "unknown-agency": gettext("It is signed, but nobody here knows this agency. Ask for its key by another way."),
        "other-key": gettext("It is signed with another key than the one we know of this agency. Do not adopt it."),
        "replayed": gettext("A later edition has been seen already. Do not adopt this one."),
    }
    return known[standing.code]


def _begun(text: str) -> str:
    return text[:1].upper() + text[1:]


def _evidence(practice: Practice, standing: Standing, words: Words, anchor: str) -> tuple[EvidenceView, ...]:
    """Pool what is told, by measure and horizon. Only the signer's own trials are verified by the signature."""
    told = [
        replace(one, is_verified=standing.is_known and one.agency.lower() == practice.agency)
        for one in practice.evidence
    ]
    groups = dict.fromkeys((one.measure, one.horizon_days) for one in told)
    return tuple(
        evidence_view(pool(one for one in told if (one.measure, one.horizon_days) == group), words, f"{anchor}-{place}")
        for place, group in enumerate(groups, 1)
    )
