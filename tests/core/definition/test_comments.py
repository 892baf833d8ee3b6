import random
from dataclasses import replace

import pytest
from tests.core.definition.sound import SOUND

from servewell.core.definition import Comment, parse, print_definition

COMMENTED = """\
# Licence: CC0

# The service itself
service: a  # short
title: T
agency: b
pages:
  # the first page
  - page: one  # opens
    # its title
    title: One
    text: |  # said above
      # not a comment
      text
    ask:
      # asked first
      q: {type: text, label: Q}  # trailing
      r:
        type: choice
        label: R
        choices:
          a: A  # one
          # before b
          b: B
  - page: two
    title: Two
    ask: {s: {type: text, label: S, hint: 'no # comment'}}
stages:
  - received  # entered at once
  # work
  - stage: checking
    promise: 2 days  # fast
# The end
"""


def printed(text: str) -> str:
    parsed = parse(text)
    assert parsed.definition is not None
    return print_definition(parsed.definition, parsed.source.comments)


def comments_of(text: str) -> set[str]:
    """Return everything behind a '#', besides the one that stands in a hint."""
    return {line[line.index("# ") :] for line in text.replace("no # comment", "").split("\n") if "# " in line}


def test_comments_are_attached_to_what_they_speak_about() -> None:
    comments = parse(COMMENTED).source.comments
    assert comments[("service",)] == Comment(("# Licence: CC0", "", "# The service itself"), "# short")
    assert comments[("pages", "one")] == Comment(("# the first page",), "# opens")
    assert comments[("pages", "one", "ask", "q")] == Comment(("# asked first",), "# trailing")
    assert comments[("pages", "one", "ask", "r", "choices", "b")].before == ("# before b",)
    assert comments[()].before == ("# The end",)


def test_no_comment_is_lost_or_added_by_printing() -> None:
    text = printed(COMMENTED)
    assert comments_of(text) == comments_of(COMMENTED)
    assert printed(text) == text


def test_comments_survive_an_edit_of_the_model() -> None:
    parsed = parse(COMMENTED)
    definition = parsed.definition
    assert definition is not None
    one, two = definition.pages
    changed = replace(definition, agency="c", pages=(two, replace(one, questions=tuple(reversed(one.questions)))))
    text = print_definition(changed, parsed.source.comments)
    assert comments_of(text) == comments_of(COMMENTED)
    assert parse(text).definition == changed
    assert text.index("page: two") < text.index("# the first page") < text.index("page: one")
    assert text.index("r:") < text.index("# asked first") < text.index("q: {type")


def test_a_comment_whose_place_is_gone_moves_up() -> None:
    parsed = parse(COMMENTED)
    definition = parsed.definition
    assert definition is not None
    one, two = definition.pages
    changed = replace(definition, pages=(replace(one, questions=one.questions[1:]), two))
    text = print_definition(changed, parsed.source.comments)
    assert comments_of(text) == comments_of(COMMENTED)
    assert text.index("# asked first") < text.index("ask:")


def test_a_sign_inside_a_text_is_no_comment() -> None:
    assert parse(SOUND).source.comments == {}
    text = 'service: a\ntitle: "a # b"\nfor: a#b\nagency: b\npages: []\n'
    assert parse(text).source.comments == {}


@pytest.mark.parametrize("seed", range(40))
def test_comments_anywhere_between_lines_are_kept_and_stay_where_they_are(seed: int) -> None:
    rng = random.Random(seed)
    lines = print_definition(parse(SOUND).definition).split("\n")
    block = next(index for index, line in enumerate(lines) if line.endswith("text: |"))
    for number in range(8):
        at = rng.randrange(len(lines))
        if lines[at] and not block < at <= block + 5:  # what stands inside the block is text
            indent = len(lines[at]) - len(lines[at].lstrip())
            lines[at] = f"{' ' * indent}# c{number}\n{lines[at]}" if rng.random() < 0.5 else f"{lines[at]}  # c{number}"
    text = "\n".join(lines)
    once = printed(text)
    assert comments_of(once) == comments_of(text)
    assert printed(once) == once
    assert parse(once).definition == parse(SOUND).definition
