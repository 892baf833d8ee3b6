"""A changed definition that is not published: read, checked, and kept nowhere."""

from __future__ import annotations

from typing import Final

from django.db.models import F

from servewell.apps.people.actor import Actor
from servewell.apps.people.permissions import not_found, require
from servewell.apps.services.models import Version
from servewell.core.definition import parse
from servewell.core.definition.model import Definition
from servewell.core.problem import Place, Problem, ProblemError

MOST_BYTES: Final = 500_000
_FILE: Final = "definition.yaml"
# Translations are files of their own: no decision hangs on them, and publishing asks for what is missing.
_OF_TRANSLATIONS: Final = frozenset({"missing-text", "missing-translation"})


def definition_text(service: str) -> str:
    """Return the text of the version that residents see, as its owner wrote it."""
    return _current(service).definition_text


def read_changed(service: str, text: str, *, by: Actor) -> Definition:
    """Return the changed definition of a service, or raise ProblemError with every fault and its line.

    Who may not replay cases gets NotAllowedError, whoever is of another agency NotFoundError.
    """
    current = _current(service)
    require(by, "replay_cases", agency=current.service.agency)
    size = len(text.encode())
    if size > MOST_BYTES:
        raise ProblemError(too_large(size))
    if not text.strip():
        raise ProblemError(
            Problem("no-definition", found="There is no definition here.", fix="Choose a file or paste its text.")
        )
    translations = {lang: (f"texts.{lang}.yaml", words) for lang, words in current.translations.items()}
    parsed = parse(text, file=_FILE, translations=translations)
    faults = [one for one in parsed.problems if one.where.file == _FILE and one.code not in _OF_TRANSLATIONS]
    if parsed.definition is None or faults:
        raise ProblemError(*faults)
    if parsed.definition.service != service:
        raise ProblemError(_of_another_service(service, parsed.definition.service))
    return parsed.definition


def too_large(size: int) -> Problem:
    """Return what to say of a text that is longer than MOST_BYTES."""
    return Problem(
        code="too-large",
        found=f"The text has {size:,} bytes.",
        expected=f"at most {MOST_BYTES:,} bytes",
        fix="Choose the file of a definition, or use the command line for a larger one.",
    )


def _current(service: str) -> Version:
    shown = Version.objects.select_related("service").filter(service__slug=service, version=F("service__version"))
    current = shown.first()
    if current is None:
        raise not_found()
    return current


def _of_another_service(service: str, found: str) -> Problem:
    return Problem(
        code="another-service",
        where=Place(_FILE, 1),
        found=f"This is a definition of the service '{found}'.",
        expected=f"a changed definition of '{service}'",
        fix=f"Choose the right file, or write 'service: {service}' at its top.",
    )
