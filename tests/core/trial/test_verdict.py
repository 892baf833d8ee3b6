"""The sentence of a verdict says what is known and no more, with ends that are never rounded into another meaning."""

from dataclasses import replace

import pytest

from servewell.core.trial.groups import Group
from servewell.core.trial.monitoring import Look, Plan
from servewell.core.trial.sample_ratio import SampleRatio
from servewell.core.trial.sequences import Interval
from servewell.core.trial.verdict import Wording, facts, sentence

PLAN = Plan(base=0.6, smallest_effect=0.05, days_to_outcome=0, most_cases=2_000)
FINISH = Wording("share", "people who begin", "more finish", "fewer finish")
DAYS = Wording("mean", "a case takes", "less", "more", unit="days", span=60)
NORTH = Group("north", is_shown=True, cases=400, difference=0.05, low=-0.05, high=0.1)
RATIO = SampleRatio(new=600, cases=1_200, expected=600, e_value=0.1, is_wrong=False)
WON = Look("stop for benefit", "measure", 1_200, 80, Interval(0.02, 0.1, 0.06), (), (NORTH,), RATIO)


def told(change: dict[str, object], wording: Wording = FINISH) -> str:
    return sentence(facts(PLAN, replace(WON, **change), wording), wording)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({}, "Of 100 people who begin, 6 more finish (between 2 and 10). No group does worse."),
        (
            {"groups": (NORTH, Group("islands", is_shown=False))},
            "Of 100 people who begin, 6 more finish (between 2 and 10). No group does worse."
            " Too small to tell: islands.",
        ),
        ({"groups": ()}, "Of 100 people who begin, 6 more finish (between 2 and 10)."),
        (
            {"difference": Interval(0.0004, 0.0708, 0.0349), "groups": ()},
            "Of 100 people who begin, 3.5 more finish (between 0.1 and 7.1).",
        ),
        (
            {"verdict": "go on", "difference": Interval(-0.021, 0.083, 0.03)},
            "Nothing is decided yet, after 1,200 of at most 2,000 cases. Of 100 people who begin,"
            " at worst 3 fewer finish, at best 9 more finish. No group is found to do worse so far.",
        ),
        (
            {"verdict": "stop for harm", "difference": Interval(-0.12, -0.03, -0.08), "groups": ()},
            "Stopped: the new way is worse. Of 100 people who begin, 8 fewer finish (between 3 and 12).",
        ),
        (
            {"verdict": "stop for harm", "because": "guardrail asked for information", "groups": ()},
            "Stopped: the new way harms what must not get worse (asked for information). Of 100 people who begin,"
            " 6 more finish (between 2 and 10).",
        ),
        (
            {"verdict": "stop for harm", "because": "group north", "groups": (replace(NORTH, is_worse=True),)},
            "Stopped: the new way is worse for north. Of 100 people who begin, 6 more finish (between 2 and 10).",
        ),
        (
            {"verdict": "stop for futility", "difference": Interval(-0.03, 0.041, 0.0)},
            "The new way has no effect worth having. Of 100 people who begin, at worst 3 fewer finish, at best 5 more"
            " finish. No group does worse.",
        ),
        (
            {"verdict": "stop for futility", "difference": Interval(-0.14, 0.02, -0.06)},
            "Stopped: the new way does not help, and what was seen so far points to harm. Of 100 people who begin,"
            " at worst 14 fewer finish, at best 2 more finish. No group does worse.",
        ),
        (
            {"verdict": "done", "difference": Interval(-0.02, 0.06, 0.02), "groups": ()},
            "All planned cases are counted, and it is not known which way is better. Of 100 people who begin,"
            " at worst 2 fewer finish, at best 6 more finish.",
        ),
        (
            {"verdict": "broken", "because": "sizes of arms"},
            "No verdict can be given: the arms do not have the sizes that were planned, so cases are lost.",
        ),
    ],
)
def test_the_sentence_says_what_is_known(change: dict[str, object], says: str) -> None:
    assert told(change) == says


def test_days_are_told_in_days() -> None:
    assert told({"groups": ()}, DAYS) == "On average a case takes 4 days less (between 1 and 6)."


def test_an_end_is_never_rounded_onto_nothing() -> None:
    sure = facts(PLAN, replace(WON, difference=Interval(0.0001, 0.3, 0.1)), FINISH)
    unsure = facts(PLAN, replace(WON, difference=Interval(-0.0001, 0.3, 0.1)), FINISH)
    assert sure.low > 0
    assert unsure.low < 0
