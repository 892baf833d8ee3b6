"""Findings as a search would have stored them, for tests of what staff make of them."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from tests.cast import NOW, Cast

from servewell.apps.cases.tokens import new_id
from servewell.apps.findings.models import Run
from servewell.apps.findings.storing import Searched, finding_id, store
from servewell.core.insight.finding import Comparison, Finding, GroupHit, Picture, Row, Size

WEEK = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")


def waits(*, days: float = 120.0, examples: Sequence[str] = (), stage: str = "checking") -> Finding:
    """A wait before a stage, with everything that a finding can carry."""
    return Finding(
        kind="wait",
        where={"activity": f"stage: {stage}", "previous": "submitted"},
        sentence=f"People wait 9 days before ‘stage: {stage}’; a quarter of them wait 3 days or less.",
        size=Size(cases=48, share=0.8, cases_a_month=4.0, days=300.0, gain_days=days, gain_low=90.0, gain_high=140.0),
        comparison=Comparison("a quarter of the cases that wait 3 days or less", 9.0, 3.0),
        confidence="high",
        proof="SELECT median(wait) FROM transitions",
        examples=tuple(examples),
        picture=Picture(
            "bars", "Days until the next step, by weekday", "days",
            tuple(Row(day, 5.0 - place, is_marked=not place) for place, day in enumerate(WEEK)),
        ),
        groups=(GroupHit("language", "es", 14, 11.0, "days"), GroupHit("language", "en", 34, 8.0, "days")),
    )  # fmt: skip


def refuses() -> Finding:
    """Answers that a page refuses to phones: nothing to win in days, drafts as examples."""
    return Finding(
        kind="fault",
        where={"page": "home", "question": "postcode"},
        sentence="On ‘home’ 3 in 10 phones are refused because of ‘postcode’; computers 1 in 20.",
        size=Size(cases=30, share=0.3, cases_a_month=2.5, days=0.0),
        comparison=Comparison("computers", 0.3, 0.05, "share"),
        confidence="medium",
        proof="SELECT 1",
        examples=("draft1",),
    )


def searched(
    cast: Cast, findings: Sequence[Finding], *, now: datetime = NOW, lacks: tuple[str, ...] = (), cases: int = 60
) -> list[str]:
    """Store findings as the newest search of the cast's service, and return their ids."""
    return stored(cast.service, findings, now=now, lacks=lacks, cases=cases)


def stored(
    service: str, findings: Sequence[Finding], *, now: datetime, lacks: tuple[str, ...] = (), cases: int = 60
) -> list[str]:
    """Store findings as the newest search of a service, begun at once so that no server takes it."""
    run = Run.objects.create(id=new_id(), service=service, asked_by="system", asked_at=now, begun_at=now)
    offered = tuple(
        {"name": name, "care": care, "tells": name}
        for name, care in (("channel", "none"), ("language", "protected ground"), ("health", "special kind"))
    )
    result = Searched(findings, cases, 400, now - timedelta(days=365), now, lacks, offered)
    store(run, result, now=now, seconds=1.0)
    return [finding_id(service, one.key) for one in findings]
