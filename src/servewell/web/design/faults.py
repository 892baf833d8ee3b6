"""What is wrong with an answer, in a sentence that says what to do, and the field that it is about."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from django.utils.translation import get_language_bidi, gettext_lazy
from django.utils.translation import gettext as _

from servewell.core.definition.answers import AnswerFault, field_parts
from servewell.core.definition.model import Definition, Question
from servewell.web.design import formats

_ISOLATE: Final = "\u2068"
_END: Final = "\u2069"
# A text of the definition by its key, placeholders filled; what it returns is shown as it is.
Say = Callable[[str], object]

_MISSING: Final[Mapping[str, Any]] = {
    "yes or no": gettext_lazy("Choose yes or no for %(label)s"),
    "choice": gettext_lazy("Choose an answer to %(label)s"),
    "choices": gettext_lazy("Choose at least one answer to %(label)s"),
    "date": gettext_lazy("Enter a date for %(label)s"),
    "month": gettext_lazy("Enter a month and a year for %(label)s"),
    "address": gettext_lazy("Enter an address for %(label)s"),
    "place": gettext_lazy("Say where it is: %(label)s"),
    "file": gettext_lazy("Choose a file for %(label)s, or say that you will send it later"),
    "group": gettext_lazy("Add at least %(min)s to %(label)s"),
}
_MISSING_PART: Final[Mapping[str, Any]] = {
    "line_1": gettext_lazy("Enter the first line of the address"),
    "town": gettext_lazy("Enter the town or city"),
    "postcode": gettext_lazy("Enter the postcode"),
}
_SENTENCES: Final[Mapping[str, Any]] = {
    "missing": gettext_lazy("Enter an answer to %(label)s"),
    "declaration-missing": gettext_lazy("Tick the box to confirm: %(label)s"),
    "too-long": gettext_lazy("%(label)s: use at most %(max)s characters. You used %(length)s."),
    "too-many-words": gettext_lazy("%(label)s: use at most %(max)s words. You used %(words)s."),
    "not-a-number": gettext_lazy("Enter a number for %(label)s, for example 12.5"),
    "not-an-amount": gettext_lazy("Enter an amount of money for %(label)s, for example 12.50"),
    "number-too-large": gettext_lazy("The number for %(label)s is too large. Check it."),
    "not-a-date": gettext_lazy("Enter a real date for %(label)s, for example 27 3 2007"),
    "no-such-day": gettext_lazy("%(label)s: that month has only %(days)s days. Check the date."),
    "not-a-month": gettext_lazy("Enter a real month and year for %(label)s, for example 3 2007"),
    "date-part-missing": gettext_lazy("The date for %(label)s must have: %(parts)s"),
    "year-two-digits": gettext_lazy("Write the year of %(label)s with four digits, for example 2007"),
    "not-an-email": gettext_lazy("Enter an e-mail address for %(label)s, like name@example.com"),
    "not-a-phone": gettext_lazy("Enter a phone number for %(label)s, like 01632 960 001 or +44 808 157 0192"),
    "not-a-choice": gettext_lazy("Choose one of the answers given for %(label)s"),
    "not-a-place": gettext_lazy("Enter coordinates for %(label)s as numbers, for example 38.7223 and -9.1393"),
    "bad-character": gettext_lazy("%(label)s has a character that cannot be stored. Type it again by hand."),
    "too-few": gettext_lazy("Add at least %(min)s to %(label)s"),
    "too-many": gettext_lazy("%(label)s: at most %(max)s are possible. Remove some."),
    "file-type": gettext_lazy("“%(name)s” is not one of the kinds of file that can be sent. Send: %(accept)s."),
    "file-content": gettext_lazy("“%(name)s” could not be opened as the kind of file its name says. Save it again."),
    "file-size": gettext_lazy("“%(name)s” is too big. The most is %(limit)s."),
    "file-encrypted": gettext_lazy("“%(name)s” is protected by a password. Take the protection off and send it again."),
    "file-empty": gettext_lazy("“%(name)s” is empty. Choose another file."),
    "file-count": gettext_lazy("%(label)s: at most %(max)s files are possible. Remove one first."),
}


def message(fault: AnswerFault, definition: Definition, language: str, say: Say | None = None) -> str:
    """Return the sentence for a fault, in the active language; texts of the definition come in `language`."""
    say = say or (lambda key: definition.text(key, language))
    if fault.message_key and (own := str(say(fault.message_key))):
        sentence = own
    else:
        question = question_at(definition, fault.question)
        sentence = _template(fault, question) % _words(fault, question, say)
    if "entry" in fault.params and "." in fault.question:
        return _("%(entry)s: %(sentence)s") % {"entry": entry_title(fault, say), "sentence": sentence}
    return sentence


def summary(
    faults: Iterable[AnswerFault], definition: Definition, language: str, say: Say | None = None
) -> list[dict[str, str]]:
    """Return the list for the error summary: each sentence with the address of its field."""
    return [
        {"text": message(fault, definition, language, say), "href": f"#{field_id(fault, definition)}"}
        for fault in faults
    ]


def field_id(fault: AnswerFault, definition: Definition) -> str:
    """Return the id of the field to go to."""
    question = question_at(definition, fault.question)
    name = field_name(fault)
    if fault.part:
        return f"{name}-{fault.part}"
    if question is None or question.type in ("file", "group"):
        return name
    if question.type == "place":
        return f"{name}-place" if question.places else f"{name}-text"
    first = field_parts(question)[:1]
    return f"{name}-{first[0]}" if first and first[0] else name


def field_name(fault: AnswerFault) -> str:
    """Return the name of the question's field in the form: for a group's entry `<group>-<entry>-<inner>`."""
    if "." not in fault.question or "entry" not in fault.params:
        return fault.question
    group, _dot, inner = fault.question.partition(".")
    return f"{group}-{fault.params['entry']}-{inner}"


def question_at(definition: Definition, path: str) -> Question | None:
    """Return the question with this path, or None."""
    return next((question for at, question, _page in definition.questions() if at == path), None)


def entry_title(fault: AnswerFault, say: Say) -> str:
    """Return 'Household member 2' for a fault in a group's entry."""
    each = str(say(f"question.{fault.question.partition('.')[0]}.each")) or _("Entry")
    return f"{each[:1].upper()}{each[1:]} {formats.number(int(fault.params['entry']) + 1)}"


def _template(fault: AnswerFault, question: Question | None) -> str:
    kind = question.type if question else "text"
    if fault.code == "missing":
        return str(_MISSING_PART.get(fault.part or "") or _MISSING.get(kind) or _SENTENCES["missing"])
    code = fault.code
    if code == "not-a-number" and kind == "money":
        code = "not-an-amount"
    if code == "not-a-date" and "days" in fault.params:
        code = "no-such-day"
    return str(_SENTENCES.get(code) or _("Check your answer to %(label)s"))


def _words(fault: AnswerFault, question: Question | None, say: Say) -> dict[str, str]:
    words = {name: formats.number(text) for name, text in fault.params.items() if text.isdigit()}
    words = {"min": "1", "max": fault.params.get("most", "")} | dict(fault.params) | words
    label = str(say(f"question.{fault.question}.label"))
    if get_language_bidi():
        label = label and f"{_ISOLATE}{label}{_END}"  # a label may be in a language of the other direction
    words["label"] = _("“%(label)s”") % {"label": label} if label else _("your answer")
    if "parts" in fault.params:
        names = {"day": _("day"), "month": _("month"), "year": _("year")}
        words["parts"] = _(", ").join(str(names.get(part, part)) for part in fault.params["parts"].split(","))
    if fault.params.get("limit", "").isdigit():
        words["limit"] = formats.file_size(int(fault.params["limit"]))
    words["accept"] = ", ".join(question.accept).upper() if question else ""
    return {"name": "", "length": "", "words": "", "days": "", "limit": ""} | words
