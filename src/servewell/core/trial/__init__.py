"""Trials: who goes the new way, and what is known about it at every moment. Numbers in, numbers out.

It reads no clock, no record and no page. Every method here keeps its promise however often it is looked at; how that
was proved and simulated stands in docs/develop/trials.md.
"""

from servewell.core.trial.allocation import Allocation, is_new, sample_ratio_check
from servewell.core.trial.guardrails import Guardrail
from servewell.core.trial.monitoring import Cases, Look, Plan, look
from servewell.core.trial.planning import check_limits, expected_duration, fixed_sample
from servewell.core.trial.survival import restricted_mean, speed
from servewell.core.trial.verdict import Facts, Wording, facts, sentence

__all__ = [
    "Allocation",
    "Cases",
    "Facts",
    "Guardrail",
    "Look",
    "Plan",
    "Wording",
    "check_limits",
    "expected_duration",
    "facts",
    "fixed_sample",
    "is_new",
    "look",
    "restricted_mean",
    "sample_ratio_check",
    "sentence",
    "speed",
]
