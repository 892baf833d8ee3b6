"""A finding in the words of its service: names of the record become the titles that the service gives them.

Sentences are written by core.insight in plain English and are marked as such on pages in other languages; names stand
in them in ‘quotes’.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext_lazy

from servewell.apps.findings.queries import FindingView
from servewell.apps.services.queries import ServiceView
from servewell.web.design import formats
from servewell.web.design.insight import findings as insight
from servewell.web.design.insight.words import words_of
from servewell.web.design.texts import Texts
from servewell.web.workspace.replay_words import CHANNELS, language_name

LACKS: Final[Mapping[str, Any]] = {
    "resources": gettext_lazy(
        "The log leaves out on purpose which member of staff did what, so handovers cannot be told."
    ),
    "starts": gettext_lazy(
        "The record has one moment for each step, so working on it cannot be told apart from waiting before it."
    ),
    "turns": gettext_lazy("Whose turn it was is not in the record."),
}
GROUPS: Final[Mapping[str, Any]] = {
    "channel": gettext_lazy("Channel"),
    "device": gettext_lazy("Device"),
    "language": gettext_lazy("Language"),
    "assisted": gettext_lazy("Applied with help"),
    "version": gettext_lazy("Version"),
    "arm": gettext_lazy("Arm of a trial"),
}
DEVICES: Final[Mapping[str, Any]] = {
    "phone": gettext_lazy("Phone"),
    "tablet": gettext_lazy("Tablet"),
    "desktop": gettext_lazy("Computer"),
}
CARE: Final[Mapping[str, Any]] = {
    "special kind": gettext_lazy(
        "It may tell of %(what)s: personal data of a special kind (GDPR, article 9). Compare by it only with a legal"
        " ground that allows this, and let few people see the result."
    ),
    "protected ground": gettext_lazy(
        "It may tell of %(what)s, for which nobody may be treated worse. Comparing by it is how unequal treatment is"
        " found, and needs a legal ground."
    ),
}
TELLS: Final[Mapping[str, Any]] = {
    "language": gettext_lazy("people's language"),
    "health": gettext_lazy("health"),
    "age": gettext_lazy("people's age"),
    "sex": gettext_lazy("people's sex"),
    "nationality": gettext_lazy("people's nationality"),
}
FAULTS: Final[Mapping[str, Any]] = {"missing": gettext_lazy("no answer")}
# What the log calls a step that stands for itself; stages and pages are called by their titles.
STEPS: Final[Mapping[str, Any]] = {
    "submitted": gettext_lazy("Submitted"),
    "taken": gettext_lazy("Taken"),
    "given to a colleague": gettext_lazy("Given to a colleague"),
    "returned to the queue": gettext_lazy("Returned to the queue"),
    "put aside": gettext_lazy("Put aside"),
    "taken up again": gettext_lazy("Taken up again"),
    "information requested": gettext_lazy("Information requested"),
    "information received": gettext_lazy("Information received"),
    "message to the resident": gettext_lazy("Message to the resident"),
    "message from the resident": gettext_lazy("Message from the resident"),
    "note": gettext_lazy("Note"),
    "documents added": gettext_lazy("Documents added"),
    "opened": gettext_lazy("Opened by staff"),
    "decided": gettext_lazy("Decided"),
    "decision undone": gettext_lazy("Decision undone"),
    "output issued": gettext_lazy("Output issued"),
    "appealed": gettext_lazy("Appeal"),
    "withdrawn": gettext_lazy("Withdrawn by the resident"),
    "reopened": gettext_lazy("Reopened"),
    "closed": gettext_lazy("Closed"),
    "begun": gettext_lazy("Begun"),
    "saved": gettext_lazy("Saved for later"),
    "came back": gettext_lazy("Came back"),
    "abandoned": gettext_lazy("Abandoned"),
    "file added": gettext_lazy("File added"),
    "file removed": gettext_lazy("File removed"),
}
PAGE_STEPS: Final[Mapping[str, Any]] = {
    "shown": gettext_lazy("%(page)s (shown)"),
    "answered": gettext_lazy("%(page)s (answered)"),
    "refused": gettext_lazy("%(page)s (answers refused)"),
    "ended": gettext_lazy("%(page)s (the end for those who cannot apply)"),
}
_NEXT_SENTENCE: Final = re.compile(r"(?<=\.) (?=[A-Z‘])")
_QUOTED: Final = re.compile(r"‘([^‘’]+)’")


@dataclass(frozen=True, slots=True)
class Shown:
    """A finding with its place in the list: what staff made of it, and how it reads."""

    one: FindingView
    view: insight.FindingView
    headline: str
    rest: str


class FindingWords:
    """How the findings of one service read."""

    def __init__(self, service: ServiceView) -> None:
        self._texts = Texts(service.definition, formats.language())

    def title(self) -> object:
        """Return the name of the service."""
        return self._texts("title")

    def shown(self, one: FindingView, *, most_days: float = 0.0) -> Shown:
        """Return a finding as pages show it; `most_days` is the largest gain of the page."""
        view = insight.finding_view(
            self._renamed(one.content), words_of(formats.language()), rank=one.rank, anchor=f"f-{one.id}",
            largest_gain=most_days,
        )  # fmt: skip
        return Shown(one, view, *_parted(view.sentence))

    def lack(self, word: str) -> str:
        """Return what the record cannot tell."""
        return str(LACKS.get(word, word))

    def named(self, name: str) -> str:
        """Return how the service calls a step, stage, page, question or decision."""
        if name in STEPS or name in FAULTS:
            return str(STEPS.get(name) or FAULTS[name])
        kind, _colon, key = name.partition(": ")
        if kind in PAGE_STEPS and key:
            return str(PAGE_STEPS[kind]) % {"page": self._titled(key)}
        return self._titled(key if kind == "stage" and key else name)

    def _titled(self, name: str) -> str:
        for key in (f"stage.{name}.title", f"page.{name}.title", f"question.{name}.label", f"decision.{name}.title"):
            if said := self._texts(key):
                return str(said)
        return name

    def group(self, name: str) -> str:
        """Return an attribute by which people are compared."""
        return str(GROUPS.get(name) or self.named(name))

    def group_value(self, by: str, value: str) -> str:
        """Return one group in words."""
        known = {"channel": CHANNELS, "device": DEVICES}.get(by, {})
        return language_name(value) if by == "language" else str(known.get(value) or self.named(value))

    def care(self, offered: Mapping[str, Any]) -> str:
        """Return what to heed before people are compared by a group; '' when there is nothing."""
        warning = CARE.get(offered["care"])
        return str(warning) % {"what": TELLS.get(offered["tells"], offered["tells"])} if warning else ""

    def _renamed(self, content: Mapping[str, Any]) -> Mapping[str, Any]:
        picture, comparison, where = content["picture"], content["comparison"], content["where"]
        by = str(where.get("attribute", ""))
        groups = {str(where[name]) for name in ("value", "against") if where.get(name)} if by else set()

        def named(name: str) -> str:
            if name == by:
                return self.group(name).lower()
            return self.group_value(by, name) if name in groups else self.named(name)

        def said(text: str | None) -> str:
            return _QUOTED.sub(lambda quoted: f"‘{_apart(named(quoted[1]))}’", text or "")

        return {
            **content,
            "sentence": said(content["sentence"]),
            "shape": said(content.get("shape")),
            "comparison": {**comparison, "text": said(comparison["text"])},
            "where": {name: self.group(value) if value == by else named(value) for name, value in where.items()},
            "groups": [
                {**one, "by": self.group(one["by"]), "value": self.group_value(one["by"], one["value"])}
                for one in content["groups"]
            ],
            "picture": {
                **picture,
                "title": said(picture["title"]),
                "note": said(picture.get("note")),
                "rows": [{**row, "label": said(named(row["label"]))} for row in picture["rows"]],
            },
        }


def _apart(name: str) -> str:
    """Keep a name that is written the other way from turning the sentence around it."""
    return name if formats.language() == "en" else f"\N{FIRST STRONG ISOLATE}{name}\N{POP DIRECTIONAL ISOLATE}"


def _parted(text: str) -> tuple[str, str]:
    """Return the first sentence, which says what happens, and what follows it."""
    headline, *rest = _NEXT_SENTENCE.split(text, maxsplit=1)
    return headline, "".join(rest)
