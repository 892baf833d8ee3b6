"""Read one text that a resident wrote outside the questions of a service: a message, a reason, an appeal."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.translation import gettext as _

from servewell.core.definition.answers import read_answer
from servewell.core.definition.model import Definition, Question
from servewell.web.design.faults import message
from servewell.web.portal.visits import language

LONGEST = 5000
NOTHING = Definition(service="", agency="")


@dataclass(frozen=True, slots=True)
class Written:
    """The text as it can be taken, or the fault and the text as typed."""

    text: str
    typed: str
    fault: str


def read_text(request: HttpRequest, name: str, *, is_optional: bool = False) -> Written:
    """Read a posted text of at most LONGEST characters."""
    question = Question(name=name, type="long text", optional=is_optional, max_length=LONGEST)
    reading = read_answer(question, {name: request.POST.getlist(name)}, language=language())
    typed = reading.typed.get(name, "")
    if not reading.faults:
        return Written(str(reading.value or ""), typed, "")
    fault = reading.faults[0]
    missing = _("Write your text before you send it.")
    return Written("", typed, missing if fault.code == "missing" else message(fault, NOTHING, language()))
