"""The words of every notice: plain text in the resident's language. Subjects carry no personal data."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from django.utils import translation
from django.utils.translation import gettext as _


@dataclass(frozen=True, slots=True)
class Message:
    """A notice ready to send."""

    subject: str
    text: str


Context = Mapping[str, str]


def write(template: str, context: Context, language: str) -> Message:
    """Return a notice's words. `context` always has service, agency and link; more by template."""
    with translation.override(language):
        subject, paragraphs = _TEMPLATES[template](context)
        ending = _("%(agency)s, %(service)s") % {"agency": context["agency"], "service": context["service"]}
        return Message(subject, "\n\n".join([*filter(None, paragraphs), ending]) + "\n")


def _draft_saved(context: Context) -> tuple[str, list[str]]:
    return _("Continue your application"), [
        _("Your answers are saved. Continue here, on any phone or computer:"),
        context["link"],
        _("Or open the service, choose to continue, and enter this code: %(code)s") % context,
        _("We keep your answers until %(until)s.") % context,
    ]


def _access_code(context: Context) -> tuple[str, list[str]]:
    return _("Your code"), [
        _("Your code is %(code)s. It is valid for 15 minutes.") % context,
        _("If you did not ask for it, you need not do anything."),
    ]


def _submitted(context: Context) -> tuple[str, list[str]]:
    by_when = _("You will hear from us by %(decide_by)s.") % context if context.get("decide_by") else ""
    return _("We have received your application"), [
        _("We have received your application. Your reference is %(reference)s.") % context,
        by_when,
        _("See where it stands or write to us:"),
        context["link"],
    ]


def _information_requested(context: Context) -> tuple[str, list[str]]:
    return _("We need something from you"), [
        _("We need something from you to go on with your application %(reference)s:") % context,
        context["text"],
        _("The time in which we promise to decide stands still until we have it. Answer here:"),
        context["link"],
    ]


def _message(context: Context) -> tuple[str, list[str]]:
    return _("You have a message"), [
        _("There is a message about your application %(reference)s:") % context,
        context["text"],
        _("Answer here:"),
        context["link"],
    ]


def _decision(context: Context) -> tuple[str, list[str]]:
    # The letter itself is written by apps.cases.letters, which the preview uses too.
    return _("There is a decision about your application"), [
        context["text"],
        _("Read it with your other papers here:"),
        context["link"],
    ]


def _data_answered(context: Context) -> tuple[str, list[str]]:
    return _("There is news about what we hold on you"), [
        _("Something about the data of your application %(reference)s was answered or corrected. Read it here:")
        % context,
        context["link"],
    ]


def _outcome(context: Context) -> tuple[str, list[str]]:
    return _("Is it solved?"), [
        _("Work on your application %(reference)s has ended. Is what you needed solved?") % context,
        _("Tell us here; it takes one minute, and you need not sign in:"),
        context["link"],
        _("If it is not solved, somebody else looks at it again and answers you. We ask only this once."),
    ]


def _review_answered(context: Context) -> tuple[str, list[str]]:
    return _("We looked at it again"), [
        _("You told us that it is not solved. We have looked at your application %(reference)s again:") % context,
        context["text"],
        _("Read it and write to us here:"),
        context["link"],
    ]


def _idea_answered(context: Context) -> tuple[str, list[str]]:
    return _("There is news about your idea"), [
        _("You raised an idea. Read here what becomes of it:"),
        context["link"],
    ]


def _withdrawn(context: Context) -> tuple[str, list[str]]:
    return _("You have withdrawn your application"), [
        _("You have withdrawn your application %(reference)s. We will not work on it any more.") % context,
        _("You can apply again at any time."),
        context["link"],
    ]


_TEMPLATES: Final[Mapping[str, Callable[[Context], tuple[str, list[str]]]]] = {
    "draft_saved": _draft_saved,
    "access_code": _access_code,
    "submitted": _submitted,
    "information_requested": _information_requested,
    "message": _message,
    "decision": _decision,
    "data_answered": _data_answered,
    "withdrawn": _withdrawn,
    "outcome": _outcome,
    "review_answered": _review_answered,
    "idea_answered": _idea_answered,
}
TEMPLATES: Final = tuple(_TEMPLATES)
