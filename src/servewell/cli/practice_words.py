"""A practice, and what it does to a service, as lines of text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from servewell.core.practice import Applied, Standing
    from servewell.web.design.insight.words import Words
    from servewell.web.design.practice.view import PracticeView


def lines_of_practice(view: PracticeView, words: Words) -> Iterator[str]:
    """Yield a practice as text."""
    yield from (view.title, view.offered, view.standing, "", view.summary, "")
    yield f"{words.gettext('Helps against')}: {', '.join(view.against)}"
    for heading, texts in (
        (words.gettext("When it fits"), view.conditions),
        (words.gettext("What to look out for"), view.cautions),
    ):
        if texts:
            yield from ("", f"{heading}:", *(f"- {text}" for text in texts))
    yield from ("", f"{words.gettext('What it changes')}:")
    for change in view.changes:
        yield f"- {change.parts}"
        yield from (f"    {line}" for line in change.lines.split("\n"))
    yield from ("", f"{words.gettext('Evidence')}:")
    if not view.evidence:
        yield words.gettext("No trial has told anything of it yet.")
    for pooled in view.evidence:
        yield from (pooled.title, *(f"  {line}" for line in (*pooled.lead, *pooled.cautions)))
        for table in filter(None, (pooled.trials, pooled.apart)):
            yield from (f"  {'  '.join(cell for cell in row if cell)}" for row in table.rows)


def noted(applied: Applied, standing: Standing) -> Iterator[str]:
    """Yield what a practice does to a service: differences, privacy effects, what is left to translate."""
    if not standing.is_known:
        yield from (f"Careful: {standing.words}", "")
    yield "What changes here:"
    yield from (f"- {one.words}" for one in applied.differences)
    if applied.effects:
        yield from ("", "An approver has to agree to:")
        yield from (
            f"- {one.effect}: {f'{one.place}: ' if str(one.place) else ''}{one.words}" for one in applied.effects
        )
    if applied.to_translate:
        yield from ("", "Left for you to translate:")
        yield from (f"- {language}: {key}" for language, key in applied.to_translate)
    yield ""
