"""A practice in words: its own texts in the reader's language where it has them, its evidence as far as it is known."""

from dataclasses import replace
from typing import get_args

import pytest
from tests.core.practice.samples import SECRET, practice, signed

from servewell.core.practice import Standing, standing
from servewell.core.practice.signing import Code, public_key
from servewell.web.design.insight.words import words_of
from servewell.web.design.practice.view import practice_view, standing_text

EN = words_of("en")
KNOWN = standing(signed(), {"riverton": public_key(SECRET)})


def test_it_says_what_changes_for_which_parts() -> None:
    view = practice_view(practice(), KNOWN, EN)
    assert [(one.parts, one.lines.split("\n")[0]) for one in view.changes] == [
        ("All questions of type 'file'", "set: {optional: yes, max size: 20 MB}"),
        ("The first of the stages", "set: {promise: 1 working day}"),
        ("The last of the pages", "add:"),
    ]
    assert view.against == ("People leave", "Answers refused")


def test_it_speaks_the_readers_language_as_far_as_it_can() -> None:
    spanish = practice_view(practice(), KNOWN, words_of("es"))
    assert (spanish.title, spanish.language) == ("Permitir el envío posterior de documentos", "es")
    assert spanish.summary == practice().text("summary"), "what is not translated stays as it was written"
    assert practice_view(practice(), KNOWN, words_of("ar")).language == "en"


def test_only_the_signers_own_trials_count_and_only_when_it_is_known() -> None:
    own = practice().evidence[0]
    others = replace(practice(), evidence=(own, replace(own, agency="Hillford", estimate=0.9)))
    known, unknown = (practice_view(others, one, EN).evidence[0] for one in (KNOWN, Standing("unsigned", "")))
    assert [row[0] for row in known.trials.rows] == ["Riverton"]
    assert known.apart is not None
    assert [row[0] for row in known.apart.rows] == ["Hillford"]
    assert unknown.trials.rows == ()


def test_each_measure_is_pooled_by_itself() -> None:
    own = practice().evidence[0]
    several = replace(practice(), evidence=(own, replace(own, measure="satisfied"), replace(own, horizon_days=90)))
    assert len(practice_view(several, KNOWN, EN).evidence) == 3
    assert practice_view(replace(practice(), evidence=()), KNOWN, EN).evidence == ()


@pytest.mark.parametrize("language", ["en", "es", "ar", "cy"])
@pytest.mark.parametrize("code", get_args(Code))
def test_every_standing_is_said(code: Code, language: str) -> None:
    assert standing_text(Standing(code, ""), words_of(language)).endswith(".")
