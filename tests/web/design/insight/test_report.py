"""The report: one file without script or network, escaped, in a language, every part there."""

from __future__ import annotations

import re
import subprocess
import sys
from html.parser import HTMLParser

import pytest
from tests.web.design.insight.reports import HOSTILE, hostile, road_fines

from servewell.web.design.insight.report import report_html

VOID = {"meta", "input", "br", "img", "link", "hr"}


class Outline(HTMLParser):
    """Collects ids, tags and attributes, and fails on tags that are not closed in order."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"</{tag}> closes nothing"
        assert self.open.pop() == tag


def outline(html: str) -> Outline:
    found = Outline()
    found.feed(html)
    found.close()
    assert not found.open
    return found


@pytest.mark.parametrize("language", ["en", "es", "ar", "cy"])
def test_a_report_asks_nothing_of_the_network_and_runs_nothing(language: str) -> None:
    html = report_html(road_fines(), title="Road fines", language=language)
    found = outline(html)
    assert not {"script", "link", "img", "iframe", "object", "base"} & {tag for tag, _ in found.tags}
    names = {name for _, attributes in found.tags for name in attributes}
    assert not [name for name in names if name.startswith("on") or name in {"src", "srcset", "style"}]
    assert all((attributes.get("href") or "#").startswith("#") for _, attributes in found.tags)
    assert not re.search(r"url\(|@import|https?://(?!www\.w3\.org/2000/svg)", html)


@pytest.mark.parametrize("language", ["en", "ar"])
def test_ids_are_unique_and_references_point_at_them(language: str) -> None:
    found = outline(report_html(road_fines(), title="Road fines", language=language))
    ids = [attributes["id"] for _, attributes in found.tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    for _, attributes in found.tags:
        for name in ("aria-labelledby", "for"):
            assert set((attributes.get(name) or "").split()) <= set(ids)
        assert (attributes.get("href") or "#")[1:] in {"", *ids}


@pytest.mark.parametrize("language", ["en", "ar"])
def test_texts_of_a_log_are_never_markup(language: str) -> None:
    html = report_html(hostile(), title=HOSTILE, language=language)
    found = outline(html)
    plain = outline(report_html(road_fines(), title="Road fines", language=language))
    assert {tag for tag, _ in found.tags} == {tag for tag, _ in plain.tags}
    assert {name for _, given in found.tags for name in given} == {name for _, given in plain.tags for name in given}
    assert "<script" not in html
    assert "<img" not in html
    assert "49" not in re.findall(r"\{\{ (.*?) \}\}", html)


def test_the_first_screen_says_what_the_log_is_and_ranks_the_findings() -> None:
    html = report_html(road_fines(), title="Road fines")
    assert "This log follows 10,000 cases from 17 June 2006 to 26 March 2012: 34,700 events of 11 kinds." in html
    assert "Half of the cases lasted at most 125 days, one in ten longer than 699 days." in html
    assert [int(rank) for rank in re.findall(r'sw-finding__rank" aria-hidden="true">(\d+)', html)] == [1, 2, 3, 4, 5]
    order = ["sw-glance", "The findings</h2>", "What this log cannot tell", "Process map", "Quality of the data"]
    body = html[html.index("<body") :]
    assert [body.index(word) for word in order] == sorted(body.index(word) for word in order)


def test_every_finding_has_its_sentence_picture_table_proof_and_cases() -> None:
    result = road_fines()
    html = report_html(result, title="Road fines")
    for finding in result["findings"]:
        assert finding["sentence"].partition(". ")[0] in html
        assert finding["sentence"][-20:] in html
    assert html.count("The numbers of this picture") == 5 + 3
    assert html.count('<pre class="sw-query"') == 5
    assert "SELECT count(*) FROM transitions WHERE wait &gt; 77 * 86400000000" in html


def test_a_report_speaks_its_language_and_marks_what_is_english() -> None:
    html = report_html(road_fines(), title="Multas", language="es")
    assert html.startswith("<!DOCTYPE html>")
    assert '<html lang="es" dir="ltr">' in html
    assert "Lo que este registro no puede decir" in html
    assert html.count('<span lang="en" dir="ltr">') >= 7
    arabic = report_html(road_fines(), title="x", language="ar")
    assert '<html lang="ar" dir="rtl">' in arabic
    assert 'direction="rtl"' in arabic


def test_the_levels_of_the_map_are_switched_without_a_script() -> None:
    html = report_html(road_fines(), title="Road fines")
    assert re.findall(r'type="radio" name="map-level" id="map-level-(\d)"', html) == ["1", "2", "3"]
    assert html.count(" checked>") == 1
    for level in "123":
        assert f".sw-map__choice--{level}:checked ~ .sw-map__level--{level}" in html


def test_an_empty_result_makes_a_report_too() -> None:
    html = report_html({}, title="Nothing")
    outline(html)
    assert "We found no place where people clearly lose time" in html


def test_what_no_text_file_may_hold_is_replaced() -> None:
    html = report_html({"cannot_tell": ["a\x00b\ud800c"]}, title="\x1b[31m")
    assert "a\ufffdb\ufffdc" in html
    html.encode("utf-8")


def test_a_report_needs_no_django_settings() -> None:
    code = (
        "from servewell.web.design.insight.report import report_html; from django.conf import settings;"
        "html = report_html({}, title='x', language='ar'); assert not settings.configured; print(len(html) > 5000)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, env={"PATH": ""})
    assert done.stdout.strip() == "True", done.stderr


def test_work_waiting_and_open_cases_are_shown_where_the_log_tells_them() -> None:
    plain = report_html(road_fines(), title="Fines")
    assert "Work and waiting" not in plain
    step = {
        "activity": "Decide", "pairs": 12, "unmatched_starts": 1, "unmatched_completes": 0, "working_median_s": 3600,
        "working_p90_s": 7200, "waits": 11, "waiting_median_s": 86_400, "waiting_p90_s": 172_800,
    }  # fmt: skip
    curve = [{"after_s": 86_400.0 * day, "share": 1 - day / 9, "low": 0.0, "high": 1.0} for day in range(1, 9)]
    throughput = {"cases": 40, "open": 4, "median_s": 432_000, "p90_s": None, "still_open": curve}
    html = report_html({**road_fines(), "steps": [step], "throughput": throughput}, title="Fines")
    outline(html)
    for words in ("Work and waiting of each step", "Decide: waiting", "Still open after so long", "Cases still open",
                  "later than this log tells"):  # fmt: skip
        assert words in html
