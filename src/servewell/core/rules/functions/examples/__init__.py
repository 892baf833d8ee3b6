"""Every built-in function in plain words and by example: what the guide shows, and what its tests hold the code to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from servewell.core.rules.functions.examples import contexts, conversions, dates, lists, numbers, ranges, strings
from servewell.core.rules.functions.examples.lesson import Lesson

FAMILIES: Final[Mapping[str, Mapping[str, Lesson]]] = {
    "Yes and no": conversions.TRUTH,
    "Numbers": numbers.LESSONS,
    "Texts": strings.LESSONS,
    "From one kind to another": conversions.LESSONS,
    "Dates, times and durations": dates.LESSONS,
    "Lists and groups": lists.LESSONS,
    "Entries by name": contexts.LESSONS,
    "From and to": ranges.LESSONS,
}

__all__ = ["FAMILIES", "Lesson"]
