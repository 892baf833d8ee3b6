"""The Markdown subset of definitions: what it draws, and that nothing else comes through."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.web.design.html_tree import html_tree

from servewell.web.design.markdown import markdown


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("One\nline.\n\nTwo.", '<p class="govuk-body">One line.</p><p class="govuk-body">Two.</p>'),
        ("You need:\n- a bill\n- a photo\n  of you", '<p class="govuk-body">You need:</p>'
         '<ul class="govuk-list govuk-list--bullet"><li>a bill</li><li>a photo of you</li></ul>'),
        ("## After\nText", '<h2 class="govuk-heading-m">After</h2><p class="govuk-body">Text</p>'),
        ("**Now** or [later](https://riverton.example/a?b=1&c=2).",
         '<p class="govuk-body"><strong>Now</strong> or <a class="govuk-link" '
         'href="https://riverton.example/a?b=1&amp;c=2" rel="noopener noreferrer">later</a>.</p>'),
        ("", ""),
    ],
)  # fmt: skip
def test_the_subset_is_drawn(text: str, html: str) -> None:
    assert markdown(text) == html


@pytest.mark.parametrize(
    "text",
    ["<script>alert(1)</script>", "[x](javascript:alert(1))", '[x](https://a.example/"onclick="alert(1))', "![x](https://a.example/x.png)",
     "**<img src=x onerror=alert(1)>**", "[<b>](https://a.example)"],
)  # fmt: skip
def test_nothing_else_becomes_an_element(text: str) -> None:
    html = markdown(text)
    assert "<script" not in html
    assert "<img" not in html
    assert "<b>" not in html
    assert "javascript" not in html or "href" not in html
    assert 'onclick="' not in html


@settings(max_examples=60)
@given(st.text(alphabet=st.sampled_from("ab<>&\"'*[]()#- \nhttps://"), max_size=60))
def test_whatever_is_written_only_known_elements_come_out(text: str) -> None:
    def tags(nodes: list[object]) -> set[str]:
        return {tag for node in nodes if isinstance(node, tuple) for tag in {node[0], *tags(node[2])}}

    assert tags(html_tree(markdown(text))) <= {"p", "ul", "li", "h2", "a", "strong"}
