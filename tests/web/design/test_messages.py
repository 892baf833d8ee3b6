"""Every text of the product is translated, and the compiled catalogues are those of the sources."""

from __future__ import annotations

import re

import pytest
from babel.messages.catalog import Message

from servewell.web.design.messages import LANGUAGES, catalogue_of, compiled, extracted, is_translated, path_of

PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%\{\w+\}")
# Folders whose texts are all translated.
TRANSLATED = ("web/design",)


def placeholders(text: str) -> set[str]:
    return set(PLACEHOLDER.findall(text))


@pytest.fixture(scope="module")
def source() -> list[Message]:
    return [message for message in extracted(TRANSLATED) if message.id]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_is_translated(language: str, source: list[Message]) -> None:
    catalogue = catalogue_of(language)
    known = {
        message.id if isinstance(message.id, str) else message.id[0] for message in catalogue if is_translated(message)
    }
    missing = [m.id for m in source if (m.id if isinstance(m.id, str) else m.id[0]) not in known]
    assert not missing


@pytest.mark.parametrize("language", ["es", "ar"])
def test_what_residents_read_is_translated(language: str) -> None:
    catalogue = catalogue_of(language)
    known = {message.id for message in catalogue if is_translated(message)}
    assert not [m.id for m in extracted(("web/portal", "apps")) if m.id and m.id not in known]


@pytest.mark.parametrize("language", LANGUAGES)
def test_translations_keep_the_placeholders(language: str) -> None:
    for message in catalogue_of(language):
        if not message.id or not is_translated(message):
            continue
        if isinstance(message.id, str):
            assert placeholders(message.string) == placeholders(message.id), message.id
        else:
            # A form for one or two may leave the number out: "one day".
            assert all(placeholders(form) <= placeholders(message.id[1]) for form in message.string), message.id
            assert placeholders(message.string[-1]) == placeholders(message.id[1])


@pytest.mark.parametrize("language", LANGUAGES)
def test_compiled_catalogues_are_those_of_the_sources(language: str) -> None:
    assert path_of(language, "mo").read_bytes() == compiled(catalogue_of(language)), (
        "run: python -m servewell.web.design.messages compile"
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_plural_forms_are_all_there(language: str) -> None:
    catalogue = catalogue_of(language)
    for message in catalogue:
        if isinstance(message.id, tuple) and is_translated(message):
            assert len(message.string) == catalogue.num_plurals
