"""The words of a replay: outcomes, groups, questions and criteria, in the language of the page."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from django.utils.translation import get_language_info, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from servewell.core.definition.model import Definition, Question
from servewell.core.definition.replay import Outcome, Replay
from servewell.web.design import formats
from servewell.web.design.texts import Texts

OUTCOMES: Final[Mapping[Outcome, Any]] = {
    "eligible": gettext_lazy("Eligible"),
    "not eligible": gettext_lazy("Not eligible"),
    "not yet known": gettext_lazy("Not yet known"),
    "stopped": gettext_lazy("Stopped"),
}
CHANNELS: Final[Mapping[str, Any]] = {
    "online": gettext_lazy("Online"),
    "phone": gettext_lazy("By phone"),
    "counter": gettext_lazy("At the counter"),
}


class ReplayWords:
    """What is said of two versions of a service; the new one's words come first."""

    def __init__(self, old: Definition, new: Definition, language: str) -> None:
        self._texts = (Texts(new, language), Texts(old, language))
        self._language = language
        self._questions: dict[str, tuple[Texts, Question]] = {}
        for texts in reversed(self._texts):
            self._questions |= {path: (texts, question) for path, question, _page in texts.definition.questions()}

    def title(self) -> object:
        """Return the name of the service."""
        return self._texts[1]("title")

    def average(self, number: float) -> str:
        """Return a number with at most two decimals."""
        return formats.number(Decimal(str(round(number, 2))))

    def outcome(self, outcome: Outcome) -> str:
        """Return an outcome in words."""
        return str(OUTCOMES[outcome])

    def sentence(self, replay: Replay) -> str:
        """Return what the replay found, in a sentence or two."""
        counts = {
            "cases": formats.number(replay.cases),
            "changed": formats.number(replay.changed),
            "gain": formats.number(replay.gains),
            "lose": formats.number(replay.loses),
        }
        if not replay.changed:
            same = ngettext(
                "The %(cases)s case of the past would have been decided as before.",
                "All %(cases)s cases of the past would have been decided as before.",
                replay.cases,
            )
            return same % counts
        said = (
            ngettext(
                "Of %(cases)s case %(changed)s would have been decided otherwise: %(gain)s gain, %(lose)s lose.",
                "Of %(cases)s cases %(changed)s would have been decided otherwise: %(gain)s gain, %(lose)s lose.",
                replay.cases,
            )
            % counts
        )
        other = replay.changed - replay.gains - replay.loses
        return f"{said} {_('Neither gain nor loss: %(other)s.') % {'other': formats.number(other)}}" if other else said

    def question(self, path: str) -> object:
        """Return the label of a question."""
        texts, _question = self._questions[path]
        return texts(f"question.{path}.label")

    def criterion(self, name: str) -> object:
        """Return the title of a criterion of either version."""
        said = (texts(f"criterion.{name}.title") for texts in self._texts)
        return next((one for one in said if one), name)

    def truth(self, outcome: bool | None) -> str:
        """Return what a criterion came to."""
        if outcome is None:
            return _("not yet known")
        return _("met") if outcome else _("not met")

    def groups(self) -> list[dict[str, str]]:
        """Return what the cases can be grouped by: channel, language, and each question with few answers."""
        fields = [{"value": "channel", "text": _("Channel")}, {"value": "language", "text": _("Language")}]
        questions = [
            {"value": path, "text": str(self.question(path))}
            for path, (_texts, question) in self._questions.items()
            if question.type in ("choice", "yes or no") and "." not in path and path not in ("channel", "language")
        ]
        return fields + questions

    def group(self, by: str) -> object:
        """Return what the cases are grouped by."""
        return next((group["text"] for group in self.groups() if group["value"] == by), by)

    def group_value(self, by: str, value: str) -> object:
        """Return one group in words."""
        if not value:
            return _("No answer")
        if by == "channel":
            return str(CHANNELS.get(value, value))
        if by == "language":
            return language_name(value)
        texts, question = self._questions[by]
        if question.type == "yes or no":
            return _("Yes") if value == "yes" else _("No")
        return texts(f"question.{by}.choices.{value}") or value


def language_name(code: str) -> str:
    try:
        return str(get_language_info(code)["name_local"])
    except KeyError:
        return code
