"""Search the record of one service: export what is new to the lake, read it as logs, look for findings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.conf import settings

from servewell.apps.cases.projection import calendar_of
from servewell.apps.findings.storing import Searched
from servewell.apps.journal.sealing import seal_all
from servewell.apps.people import queries as people
from servewell.apps.services import queries as services
from servewell.core.definition.model import Definition
from servewell.core.eventlog.log import EventLog
from servewell.core.insight.finding import Asked, PromiseAsked
from servewell.core.insight.group_choice import group_choices
from servewell.core.insight.insight import MOST_OF_A_KIND, find_all
from servewell.core.insight.journeys import find_drop_out, find_faults
from servewell.core.problem import ProblemError
from servewell.gateways.lake import export_record, open_service_log

_OF_JOURNEYS: Final = (find_drop_out, find_faults)  # nobody waits within a draft but its resident
DAYS: Final = {"days": 1, "working days": 1, "weeks": 7, "months": 30, "years": 365}


NOTHING: Final = Searched((), 0, 0, None, None)


def search(service: str, *, groups: Sequence[str], now: datetime) -> Searched:
    """Return the findings of a service's whole record, people compared by groups; those that it lacks are left out."""
    root = lake()
    seal_all()  # only what has a number is exported
    export_record(root)
    log = _opened(root, service, "case")
    if log is None:
        return NOTHING
    view = services.service(service, now=now)
    agency = people.agency(view.agency)
    asked = Asked(
        by=tuple(one["name"] for one in offered(log) if one["name"] in groups),
        promise=_promise(view.definition, agency),
        zone_offset_us=int((now.astimezone(ZoneInfo(agency.timezone)).utcoffset() or timedelta(0)) / _MICROSECOND),
    )
    journeys = _opened(root, service, "journey")
    before = (
        [] if journeys is None else [one for find in _OF_JOURNEYS for one in find(journeys, asked)[:MOST_OF_A_KIND]]
    )
    return Searched(
        # What happens before anything is sent costs people, not days: it follows what could win days.
        findings=(*find_all(log, asked), *sorted(before, key=lambda one: -one.size.cases)),
        cases=int(log.cases.count().to_pyarrow().as_py()),
        events=int(log.events.count().to_pyarrow().as_py()),
        first_at=_instant(log.first),
        last_at=_instant(log.counted_until),
        lacks=_lacks(log),
        offered=offered(log),
    )


_MICROSECOND: Final = timedelta(microseconds=1)
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


def lake() -> Path:
    """Return the folder of the installation's logs."""
    return Path(str(settings.DATA)) / "lake"


def offered(log: EventLog) -> tuple[Mapping[str, Any], ...]:
    """Return the groups by which the cases of a log can be compared, each with what to heed before."""
    return tuple({"name": one.name, "care": one.care, "tells": one.tells} for one in group_choices(log))


def _opened(root: Path, service: str, kind: Any) -> EventLog | None:
    try:
        return open_service_log(root, service, kind)
    except ProblemError as error:
        if error.problems[0].code in ("no-log", "empty-log"):
            return None
        raise


def _promise(definition: Definition, agency: people.AgencyView) -> PromiseAsked | None:
    if definition.promise is None:
        return None
    within = definition.promise.within
    return PromiseAsked(
        days=within.count * DAYS[within.unit],
        is_working=within.unit == "working days",
        calendar=calendar_of(agency),
    )


def _lacks(log: EventLog) -> tuple[str, ...]:
    told = {
        "resources": log.abilities.has_resources,
        "starts": log.abilities.has_starts or log.abilities.has_turns,  # turns tell the queue from the work
        "turns": log.abilities.has_turns,
    }
    return tuple(word for word, is_told in told.items() if not is_told)


def _instant(microseconds: int) -> datetime:
    return _EPOCH + timedelta(microseconds=microseconds)
