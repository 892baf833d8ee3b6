"""The pages of a commons: what strangers wrote is text, nothing runs, nothing is fetched."""

from datetime import date
from xml.etree import ElementTree

import pytest
from tests.core.practice.samples import SECRET, practice, signed
from tests.web.design.insight.reports import HOSTILE
from tests.web.design.insight.test_report import outline

from servewell.core.practice import standing
from servewell.core.practice.index import Index
from servewell.core.practice.signing import public_key
from servewell.web.design.practice.pages import atom_feed, commons_files, practice_html

KNOWN = standing(signed(), {"riverton": public_key(SECRET)})
EMPTY = Index("The north", "north", 1, date(2026, 11, 24))


@pytest.mark.parametrize("language", ["en", "es", "ar", "cy"])
def test_a_practice_is_a_page_that_runs_and_fetches_nothing(language: str) -> None:
    found = outline(practice_html(practice(), KNOWN, language=language))
    assert not {"script", "img", "iframe", "object", "base", "link"} & {tag for tag, _ in found.tags}
    assert not [name for _, attributes in found.tags for name in attributes if name.startswith("on") or name == "src"]
    ids = [attributes["id"] for _, attributes in found.tags if "id" in attributes]
    assert len(ids) == len(set(ids))


def test_texts_are_never_markup_even_where_the_reader_was_passed_by() -> None:
    hostile = dict.fromkeys(practice().texts["en"], HOSTILE)
    found = outline(practice_html(practice(texts={"en": hostile}), KNOWN))
    plain = outline(practice_html(practice(), KNOWN))
    assert [tag for tag, _ in found.tags] == [tag for tag, _ in plain.tags]


def test_an_empty_commons_is_a_page_too() -> None:
    files = commons_files(EMPTY, {}, "en")
    assert sorted(files) == ["feed.xml", "index.html"]
    assert "There is none yet." in files["index.html"]


def test_the_feed_has_the_newest_first_and_texts_are_escaped() -> None:
    index = EMPTY.with_practice(signed()).with_practice(
        signed(name="newer", made_on=date(2026, 12, 1), texts={"en": {"title": HOSTILE}})
    )
    feed = ElementTree.fromstring(atom_feed(index))
    atom = "{http://www.w3.org/2005/Atom}"
    ids = [entry.findtext(f"{atom}id") for entry in feed.iter(f"{atom}entry")]
    assert ids == [
        "urn:servewell:practice:riverton:newer:2", "urn:servewell:practice:riverton:send-documents-later:2",
    ]  # fmt: skip
    assert {one.tag.removeprefix(atom) for one in feed.iter()} == {
        "feed", "title", "id", "updated", "author", "name", "entry", "link",
    }  # fmt: skip
