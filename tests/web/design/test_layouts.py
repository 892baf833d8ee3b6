"""The frame of every page: title, language switch, landmarks, and no script or style inside the page."""

from __future__ import annotations

import re

import pytest
from tests.web.design.gallery import PAGES, render


@pytest.mark.parametrize("page", PAGES)
def test_pages_hold_no_script_or_style_of_their_own(page: str) -> None:
    html = render(page)
    assert not re.search(r"<script(?![^>]*\bsrc=)", html)
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=", html)
    assert not re.search(r"(?:src|href)=\"https?://", html)


def test_a_page_with_faults_says_so_in_its_title() -> None:
    assert "<title>Error: Questions - City of Riverton</title>" in render("faults")
    assert "<title>Questions - City of Riverton</title>" in render("questions")


def test_languages_are_switched_by_a_form_that_needs_no_script() -> None:
    html = render("parts", "es")
    assert '<html lang="es" dir="ltr"' in html
    assert re.search(r'<button class="sw-languages__one" name="language" value="ar" lang="ar">العربية</button>', html)
    assert '<span class="sw-languages__one" aria-current="true" lang="es">Español</span>' in html
    assert '<input type="hidden" name="next" value="/">' in html


def test_a_demo_says_that_everything_is_made_up() -> None:
    assert "Everybody and everything here is made up." in render("parts")
    assert "Simulated data." in render("queue")


@pytest.mark.parametrize("page", PAGES)
def test_pages_have_one_heading_of_the_first_level_and_one_main_part(page: str) -> None:
    html = render(page)
    assert len(re.findall(r"<h1\b", html)) == 1
    assert html.count('<main class="govuk-main-wrapper" id="main-content">') == 1


def test_a_page_of_questions_stays_light() -> None:
    import gzip

    assert len(gzip.compress(render("faults").encode())) <= 8 * 1024
