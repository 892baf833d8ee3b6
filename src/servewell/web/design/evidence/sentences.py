"""What pooled evidence says, in sentences: the mean, what a new agency can expect, and what to be careful with."""

from __future__ import annotations

from servewell.core.evidence import Caution, Pool
from servewell.core.evidence.pooling import FEWEST_POOLED, FEWEST_PREDICTED, LEAST_REPORTED, Code, Why
from servewell.web.design.evidence.amounts import Amounts, design_name, measure_name
from servewell.web.design.insight.words import Words


def lead(pool: Pool, words: Words) -> tuple[str, ...]:
    """Return the answer first; where nothing is pooled, why."""
    if pool.fit is None:
        return tuple(caution_sentence(one, words) for one in pool.refusals)
    amounts = Amounts(pool.scale, words)
    numbers = {
        "count": words.number(pool.fit.studies),
        "amount": amounts.said(pool.fit.estimate),
        "unit": amounts.unit(),
        "low": amounts.said(pool.fit.low),
        "high": amounts.said(pool.fit.high),
    }
    found = [
        words.gettext(
            "%(unit)s, on average: %(amount)s. Between %(low)s and %(high)s, 95 times in 100. Trials: %(count)s."
        )
        % numbers
    ]
    if pool.prediction is not None:
        ends = {"low": amounts.said(pool.prediction.low), "high": amounts.said(pool.prediction.high)}
        found.append(
            words.gettext("A new agency like these can expect: between %(low)s and %(high)s, 95 times in 100.") % ends
        )
    else:
        few = {"count": words.number(FEWEST_PREDICTED)}
        found.append(words.gettext("What a new agency can expect is said from %(count)s trials on.") % few)
    return tuple(found)


def caution_sentence(caution: Caution, words: Words) -> str:
    """Return one caution, or one reason not to pool, as a sentence."""
    gettext = words.gettext
    names = ", ".join(measure_name(one, words) if caution.code == "measures-differ" else one for one in caution.names)
    numbers = {
        "count": words.number(caution.count),
        "of": words.number(caution.of),
        "names": names,
        "fewest": words.number(FEWEST_POOLED),
        "percent": words.percent(LEAST_REPORTED),
    }
    sentences: dict[Code, str] = {
        "nothing-to-pool": gettext("There is no trial to tell of."),
        "said-twice": gettext("The same trial is reported twice, by: %(names)s. Keep one report of each."),
        "measures-differ": gettext("The trials measured different things: %(names)s. Only the same can be pooled."),
        "scales-differ": gettext("The trials give their effects on different scales: %(names)s."),
        "horizons-differ": gettext("The trials watched their cases for different times, in days: %(names)s."),
        "too-few-reported": gettext(
            "Trials begun: %(of)s, reported: %(count)s. Below %(percent)s nothing is pooled: good news comes first."
        ),
        "too-few-studies": gettext("Trials with a result that counts: %(count)s. At least %(fewest)s are needed."),
        "few-studies": gettext("Trials: %(count)s. That is few: how much agencies differ is hardly known yet."),
        "no-register": gettext("Nobody knows how many trials were begun: those that went badly may be missing."),
        "not-all-reported": gettext("Trials begun: %(of)s, reported: %(count)s."),
        "weaker-design": gettext("Nothing was allocated by chance here, so other changes may be at work too."),
        "same-agency": gettext("Trials: %(of)s, agencies: %(count)s. Trials of one agency tell less about others."),
        "small-studies-differ": gettext(
            "Small trials tell more than large ones. Often that means that small failures were kept back."
        ),
        "new-agency-may-differ": gettext("It works on average; in a new agency it may not, or do the opposite."),
    }
    return sentences[caution.code] % numbers


def why_aside(why: Why, words: Words) -> str:
    """Return why a report is shown apart."""
    known: dict[Why, str] = {
        "not-verified": words.gettext("could not be verified"),
        "not-registered": words.gettext("not announced before it began"),
        "weaker-design": words.gettext("weaker comparison"),
    }
    return known[why]


def facts(pool: Pool, words: Words) -> tuple[tuple[str, str], ...]:
    """Return the numbers for those who know statistics, each with its name and method."""
    if pool.fit is None:
        return ()
    fit, amounts, gettext = pool.fit, Amounts(pool.scale, words), words.gettext
    ends = {
        "value": words.number(fit.tau2, 6),
        "low": words.number(fit.tau2_low, 6),
        "high": words.number(fit.tau2_high, 6),
    }
    found = [
        (gettext("Method"), f"{fit.method}, Hartung-Knapp {fit.hartung_knapp}"),
        (gettext("How cases were compared"), design_name(pool.design, words)),
        (gettext("Begun and reported"), f"{words.number(len(pool.started))} / {words.number(len(pool.effects))}"),
        (
            gettext("Average and its standard error"),
            f"{words.number(fit.estimate, 4)}, {words.number(fit.standard_error, 4)}",
        ),
        ("t" if fit.hartung_knapp != "no" else "z", f"{words.number(fit.statistic, 4)}, {_chance(fit.p_value, words)}"),
        ("τ²", gettext("%(value)s (Q-profile %(low)s to %(high)s)") % ends),
        ("I²", words.percent(fit.i2 / 100)),
        ("H²", words.number(fit.h2, 2)),
        ("Q", f"{words.number(fit.q, 3)}, df {fit.q_freedom}, {_chance(fit.q_p_value, words)}"),
    ]
    shown = fit.predictions if fit.studies >= FEWEST_PREDICTED else ()
    heading = gettext("For a new agency")
    return (*found, *((f"{heading} ({one.convention})", amounts.between(one.low, one.high)) for one in shown))


def _chance(p_value: float, words: Words) -> str:
    return f"p < {words.number(0.0001, 4)}" if p_value < 0.0001 else f"p = {words.number(p_value, 4)}"
