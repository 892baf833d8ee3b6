"""Our components give the HTML of govuk-frontend for every option that they offer.

fixtures.json is reduced from the examples that the npm package ships (MIT licence, see
src/servewell/web/design/vendor/LICENSE-govuk-frontend.txt). `python -m tests.web.design.reduce_fixtures` makes it.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import pytest
from django.utils import translation
from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup
from tests.web.design.govuk_options import COMPONENTS, converted
from tests.web.design.html_tree import html_tree

from servewell.web.design import questions
from servewell.web.design.environment import environment

FIXTURES = json.loads((Path(__file__).parent / "fixtures.json").read_text(encoding="utf-8"))


@cache
def env() -> Environment:
    return environment(loader=FileSystemLoader(Path(questions.__file__).parent / "templates"), auto_reload=False)


def drawn(macro: str, arguments: dict[str, object]) -> str:
    components = env().get_template("design/components.html").module
    return str(getattr(components, macro)(**arguments))


@pytest.mark.parametrize("component", COMPONENTS)
def test_components_give_the_html_of_govuk_frontend(component: str) -> None:
    examples = FIXTURES[component]
    assert examples
    for example in examples:
        macro, arguments = converted(component, example["options"])
        assert html_tree(drawn(macro, arguments)) == html_tree(example["html"]), example["name"]


def test_most_examples_are_covered() -> None:
    assert sum(len(examples) for examples in FIXTURES.values()) >= 380


def test_text_is_escaped_and_markup_is_not() -> None:
    assert "&lt;b&gt;" in drawn("tag", {"text": "<b>"})
    assert "<b>" in drawn("tag", {"text": Markup("<b>x</b>")})
    assert 'value="&#34;&gt;&lt;script&gt;"' in drawn("input", {"name": "a", "label": "A", "value": '"><script>'})


def test_words_of_components_are_in_the_active_language() -> None:
    with translation.override("es"):
        assert "Hay un problema" in drawn("error_summary", {"error_list": [{"text": "x", "href": "#x"}]})
        assert "Volver" in drawn("back_link", {"href": "/"})


def test_a_text_area_keeps_a_first_empty_line() -> None:
    assert "<textarea" in (html := drawn("textarea", {"name": "a", "label": "A", "value": "\nsecond"}))
    assert ">\n\nsecond</textarea>" in html
