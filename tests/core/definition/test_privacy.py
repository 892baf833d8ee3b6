"""What an approver has to see marked: new personal data, a new recipient, stricter eligibility, longer keeping."""

import pytest

from servewell.core.definition import Definition, parse
from servewell.core.definition.privacy import privacy_effects

TEXT = """
service: permit
title: Permit
agency: hillford
keep: 2 years
values: {limit: 5}
criteria: {small: {rule: size < limit, otherwise: Too large.}}
pages:
  - page: size
    title: Size
    ask:
      size: {type: number, label: How large?, keep: 1 year}
      why: {type: choice, label: Why?, choices: {work: Work, play: Play}, optional: yes}
      proof: {type: file, label: Proof}
  - page: end
    title: No
    only if: small = false
    end: {because: Too large.}
"""


def read(text: str) -> Definition:
    found = parse(text).definition
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("old", "new", "effect"),
    [
        ("      proof:", "      born_on: {type: date, label: Born?}\n      proof:", "new personal data"),
        (", optional: yes", "", "new personal data"),
        ("{work: Work, play: Play}", "{work: Work, play: Play, ill: I am ill}", "new personal data"),
        ("type: number, label: How large?, keep", "type: long text, label: How large?, keep", "new personal data"),
        ("{type: file, label: Proof}", "{type: file, label: Proof, max files: 5}", "new personal data"),
        ("label: Proof}", "label: Proof, only if: size > 1}", "new personal data"),
        ("agency: hillford", "agency: riverton", "new recipient"),
        ("keep: 2 years", "keep: 2 years\nchannels: [online, post]", "new recipient"),
        ("title: Permit", "title: Permit\nsummary: Write to me@example.org", "new recipient"),
        ("title: Size", "title: Size\n    text: See [this](https://example.org/x)", "new recipient"),
        ("rule: size < limit", "rule: size < limit - 1", "stricter eligibility"),
        ("{limit: 5}", "{limit: 4}", "stricter eligibility"),
        ("only if: small = false", "only if: small != true", "stricter eligibility"),
        ("keep: 1 year}", "keep: 1 year, must: {rule: size > 1, otherwise: No.}}", "stricter eligibility"),
        ("otherwise: Too large.}}", "otherwise: Too large.}, tall: {rule: size > 1, otherwise: No.}}",
         "stricter eligibility"),
        ("keep: 2 years", "keep: 3 years", "kept longer"),
        ("keep: 2 years\n", "", "kept longer"),
        ("keep: 2 years", "keep: 7 years after submission", "kept longer"),
        ("keep: 1 year}", "keep: 18 months}", "kept longer"),
        (", keep: 1 year}", "}", "kept longer"),
    ],
)  # fmt: skip
def test_what_tells_more_or_is_stricter_is_marked(old: str, new: str, effect: str) -> None:
    assert old in TEXT
    found = privacy_effects(read(TEXT), read(TEXT.replace(old, new, 1)))
    assert {one.effect for one in found} == {effect}
    assert all(one.words.endswith(".") or "?" in one.words or "address" in one.words for one in found)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("title: Size", "title: How large"),
        ("label: How large?", "label: How large is it?"),
        ("keep: 2 years", "keep: 1 year"),
        ("keep: 2 years", "keep: 2 years after decision"),
        ("keep: 1 year}", "keep: 6 months}"),
        ("      size:", "      size_old:"),
        ("{type: file, label: Proof}", "{type: file, label: Proof, optional: yes}"),
    ],
)
def test_what_is_laxer_or_only_worded_otherwise_is_not(old: str, new: str) -> None:
    found = {one.effect for one in privacy_effects(read(TEXT), read(TEXT.replace(old, new, 1)))}
    assert found == ({"new personal data"} if "size_old" in new else set())


def test_nothing_changed_has_no_effect() -> None:
    assert privacy_effects(read(TEXT), read(TEXT)) == ()
