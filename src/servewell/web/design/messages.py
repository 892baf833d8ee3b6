"""For maintainers: message catalogues. `python -m servewell.web.design.messages update|compile` (needs Babel).

`update` takes the texts from the source into every catalogue; `compile` writes the .mo files that are committed.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any, Final

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

PACKAGE: Final = Path(__file__).resolve().parents[2]
LOCALE: Final = Path(__file__).resolve().parent / "locale"
LANGUAGES: Final = ("es", "ar", "cy")
KEYWORDS: Final = {
    **DEFAULT_KEYWORDS,
    "gettext_lazy": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
}
EPOCH: Final = datetime(2026, 1, 1, tzinfo=UTC)
METHODS: Final = [("**/migrations/**", "ignore"), ("**.py", "python"), ("**/templates/**.html", "jinja2")]
OPTIONS: Final = {
    "**/templates/**.html": {"extensions": "jinja2.ext.do", "trimmed": "true", "newstyle_gettext": "true"}
}


def extracted(parts: Iterable[str] = ("",)) -> Catalog:
    """Return every text that the source marks for translation, below the given folders of the package."""
    catalogue = Catalog(project="Servewell", fuzzy=False)
    for part in parts:
        found = extract_from_dir(PACKAGE / part, method_map=METHODS, options_map=OPTIONS, keywords=KEYWORDS)
        for _file, _line, message, comments, context in found:
            catalogue.add(message, auto_comments=comments, context=context)
    return catalogue


def path_of(language: str, ending: str = "po") -> Path:
    """Return where a language's catalogue is."""
    return LOCALE / language / "LC_MESSAGES" / f"django.{ending}"


def catalogue_of(language: str) -> Catalog:
    """Read a language's catalogue; an empty one when there is none yet."""
    path = path_of(language)
    if not path.exists():
        return Catalog(locale=language, project="Servewell", fuzzy=False)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def compiled(catalogue: Catalog) -> bytes:
    """Return the bytes of the .mo file."""
    target = BytesIO()
    write_mo(target, catalogue)
    return target.getvalue()


def update() -> None:
    """Take new texts into each catalogue, drop those that are gone, and say what is left to translate."""
    source = extracted()
    for language in LANGUAGES:
        catalogue = catalogue_of(language)
        catalogue.update(source, no_fuzzy_matching=True)
        catalogue.obsolete.clear()
        save(catalogue, language)
        missing = [message.id for message in catalogue if message.id and not is_translated(message)]
        sys.stdout.write(f"{language}: {len(catalogue)} texts, {len(missing)} to translate\n")


def save(catalogue: Catalog, language: str) -> None:
    """Write a catalogue without dates and places, which would change with every run."""
    path = path_of(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    catalogue.header_comment = f"# Texts of Servewell in {catalogue.locale.english_name}."
    catalogue.project, catalogue.version = "Servewell", "1"
    catalogue.msgid_bugs_address = catalogue.last_translator = catalogue.language_team = "Servewell"
    catalogue.creation_date = catalogue.revision_date = EPOCH
    with path.open("wb") as file:
        write_po(
            file, catalogue, width=110, no_location=True, sort_output=True, omit_header=False, include_previous=False
        )


def is_translated(message: Any) -> bool:
    """Tell whether every plural form has a text."""
    return bool(message.string) and (isinstance(message.string, str) or all(message.string))


def compile_all() -> None:
    """Write the .mo file of every catalogue."""
    for language in LANGUAGES:
        path_of(language, "mo").write_bytes(compiled(catalogue_of(language)))


if __name__ == "__main__":
    verbs = {"update": update, "compile": compile_all}
    for verb in sys.argv[1:] or ["update", "compile"]:
        verbs[verb]()
