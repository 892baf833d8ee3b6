"""Which effects may be pooled, and what the pool says: refused when too few trials reported or they measured other
things; reports that cannot be verified stand apart.

Only wins shared bias a pool more than anything else, so the trials that were begun are counted, not those that tell.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from servewell.core.evidence.asymmetry import small_studies_differ
from servewell.core.evidence.effect import DESIGNS, Design, Effect, Scale
from servewell.core.evidence.fitting import Convention, Fit, HartungKnapp, Prediction, fit
from servewell.core.evidence.heterogeneity import Method

FEWEST_POOLED: Final = 3
FEWEST_PREDICTED: Final = 5  # for an interval of a new agency; below it tau squared is hardly known
FEW: Final = 10
LEAST_REPORTED: Final = 0.8  # of the trials that were begun
CONVENTION: Final[Convention] = "confidence distribution"

Why = Literal["not-verified", "not-registered", "weaker-design"]
Code = Literal[
    "nothing-to-pool", "said-twice", "measures-differ", "scales-differ", "horizons-differ", "too-few-reported",
    "too-few-studies", "few-studies", "no-register", "not-all-reported", "weaker-design", "same-agency",
    "small-studies-differ", "new-agency-may-differ",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Caution:
    """One thing to know before believing the pool, or the reason why there is none; `names` are what differs."""

    code: Code
    count: int = 0
    of: int = 0
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SetAside:
    """An effect that is shown apart and does not count."""

    effect: Effect
    why: Why


@dataclass(frozen=True, slots=True)
class Pool:
    """What the effects say together. `fit` is None when `refusals` say why; its weights follow `effects`."""

    started: tuple[Effect, ...]  # every trial that counts, with its result or without
    effects: tuple[Effect, ...]  # those with a result
    aside: tuple[SetAside, ...]
    refusals: tuple[Caution, ...]
    cautions: tuple[Caution, ...]
    fit: Fit | None
    prediction: Prediction | None  # from five studies on
    measure: str
    scale: Scale
    horizon_days: int
    design: Design


def pool(
    effects: Iterable[Effect],
    *,
    is_register: bool = True,
    method: Method = "REML",
    hartung_knapp: HartungKnapp = "max(1, q)",
    level: float = 0.95,
) -> Pool:
    """Pool effects of one measure. `is_register`: the list holds every trial that was begun, also without result."""
    given = tuple(effects)
    started, aside = _apart(given, is_register)
    reported = tuple(one for one in started if one.has_result)
    refusals = tuple(_refusals(given, started, reported))
    found: Fit | None = None
    if not refusals:
        numbers = [(one.estimate or 0.0, one.standard_error or 0.0) for one in reported]
        found = fit(
            [value for value, _ in numbers], [error for _, error in numbers],
            method=method, hartung_knapp=hartung_knapp, level=level,
        )  # fmt: skip
    predicted = found.prediction(CONVENTION) if found and found.studies >= FEWEST_PREDICTED else None
    like = (reported or started or given or (None,))[0]
    return Pool(
        started=started, effects=reported, aside=aside, refusals=refusals,
        cautions=tuple(_cautions(started, reported, found, predicted, is_register)) if found else (),
        fit=found, prediction=predicted,
        measure=like.measure if like else "", scale=like.scale if like else "share",
        horizon_days=like.horizon_days if like else 0, design=like.design if like else "trial",
    )  # fmt: skip


def _apart(effects: Sequence[Effect], is_register: bool) -> tuple[tuple[Effect, ...], tuple[SetAside, ...]]:
    """Part what counts from what is shown beside it: only the strongest design that is there counts."""
    aside: list[SetAside] = []
    kept: list[Effect] = []
    for one in effects:
        if not one.is_verified:
            aside.append(SetAside(one, "not-verified"))
        elif is_register and not one.is_registered:
            aside.append(SetAside(one, "not-registered"))
        else:
            kept.append(one)
    strongest = min((DESIGNS.index(one.design) for one in kept), default=0)
    aside += [SetAside(one, "weaker-design") for one in kept if DESIGNS.index(one.design) > strongest]
    return tuple(one for one in kept if DESIGNS.index(one.design) == strongest), tuple(aside)


def _refusals(given: Sequence[Effect], started: Sequence[Effect], reported: Sequence[Effect]) -> Iterable[Caution]:
    if not given:
        yield Caution("nothing-to-pool")
        return
    keys = Counter((one.agency, one.version, one.measure, one.horizon_days, one.begun_on) for one in started)
    twice = tuple(sorted({agency for (agency, *_), count in keys.items() if count > 1}))
    if twice:
        yield Caution("said-twice", len(twice), names=twice)
    measures = tuple(sorted({one.measure for one in started}))
    if len(measures) > 1:
        yield Caution("measures-differ", len(measures), names=measures)
    scales = tuple(sorted({one.scale for one in started}))
    if len(scales) > 1:
        yield Caution("scales-differ", len(scales), names=scales)
    horizons = tuple(str(days) for days in sorted({one.horizon_days for one in started}))
    if len(horizons) > 1:
        yield Caution("horizons-differ", len(horizons), names=horizons)
    if len(reported) < LEAST_REPORTED * len(started):
        yield Caution("too-few-reported", len(reported), len(started))
    elif len(reported) < FEWEST_POOLED:
        yield Caution("too-few-studies", len(reported), FEWEST_POOLED)


def _cautions(
    started: Sequence[Effect],
    reported: Sequence[Effect],
    found: Fit,
    predicted: Prediction | None,
    is_register: bool,
) -> Iterable[Caution]:
    if found.studies < FEW:
        yield Caution("few-studies", found.studies, FEWEST_PREDICTED)
    if not is_register:
        yield Caution("no-register")
    elif len(reported) < len(started):
        yield Caution("not-all-reported", len(reported), len(started))
    if reported[0].design != "trial":
        yield Caution("weaker-design", names=(reported[0].design,))
    agencies = {one.agency for one in reported}
    if len(agencies) < len(reported):
        yield Caution("same-agency", len(agencies), len(reported))
    errors = [one.standard_error or 0.0 for one in reported]
    if found.studies >= FEW and small_studies_differ([one.estimate or 0.0 for one in reported], errors):
        yield Caution("small-studies-differ", found.studies)
    if predicted and predicted.low < 0 < predicted.high and not found.low < 0 < found.high:
        yield Caution("new-agency-may-differ")
