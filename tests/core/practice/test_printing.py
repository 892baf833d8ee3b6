"""Reading what was printed gives the same practice, whatever it holds."""

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st
from tests.core.practice.samples import changing, practice, signed
from tests.thorough import examples

from servewell.core.definition.model import Duration, Keep, Promise
from servewell.core.definition.scalars import clean_text
from servewell.core.definition.tree import BAD_CHARACTERS
from servewell.core.evidence import Effect
from servewell.core.practice import Change, Parts, Practice, parse_practice, print_practice
from servewell.core.practice.safe_text import unsafe


def read_again(one: Practice) -> Practice | None:
    found = parse_practice(print_practice(one))
    assert found.problems == ()
    return found.practice


def test_the_sample_reads_again_with_its_signature() -> None:
    assert read_again(practice()) == practice()
    assert read_again(signed()) == signed()
    assert print_practice(signed(), is_signed=False) == print_practice(practice())


TEXTS = (
    st.text(min_size=1, max_size=60)
    .map(clean_text)
    .filter(lambda text: bool(text) and unsafe(text) is None and not BAD_CHARACTERS.search(text))
)
PARTS = st.one_of(
    st.builds(Parts, st.just("questions"), type=st.sampled_from([None, "file", "yes or no"]),
              is_optional=st.sampled_from([None, True, False]), place=st.sampled_from([None, "first", "last"])),
)  # fmt: skip
SETTINGS = st.fixed_dictionaries(
    {},
    optional={
        "optional": st.booleans(),
        "accept": st.just(("pdf", "jpg")),
        "max size": st.integers(1, 1_000).map(lambda one: one * 1_000),
        "max files": st.integers(1, 100),
        "keep": st.builds(
            Keep,
            st.builds(Duration, st.integers(1, 50), st.sampled_from(["days", "weeks", "months", "years"])),
            st.sampled_from(["closing", "decision", "submission"]),
        ),
    },
).filter(bool)
EFFECTS = st.builds(
    Effect, st.just("Hillford"), st.just("completed"), st.just("share"), st.integers(1, 400),
    st.floats(-1, 1), st.floats(0.001, 1), people_old=st.integers(10, 10_000), people_new=st.integers(10, 10_000),
    registered_on=st.dates(date(2020, 1, 1), date(2026, 1, 1)), version=st.sampled_from(["", "0411", "yes", "0f3a"]),
)  # fmt: skip


@given(st.data())
@examples(200)
def test_whatever_it_holds_it_reads_again(data: st.DataObject) -> None:
    changes = tuple(
        Change(data.draw(PARTS), data.draw(SETTINGS), data.draw(st.sampled_from([(), ("hint",)])))
        for _ in range(data.draw(st.integers(1, 3)))
    )
    texts = {key: data.draw(TEXTS) for key in ("title", "summary", "caution.1")}
    texts |= {f"change.{n}.say.hint": data.draw(TEXTS) for n, one in enumerate(changes, 1) if one.says}
    given = replace(
        practice(),
        changes=changes,
        conditions=0,
        evidence=tuple(data.draw(st.lists(EFFECTS, max_size=3))),
        texts={"en": texts, "es": {"title": data.draw(TEXTS)}},
    )
    assert read_again(given) == given


def test_what_is_set_on_a_service_reads_again() -> None:
    changes = "  - service: {}\n    set: {promise: {decide within: 5 days, for: 90%}, keep: 1 year, channels: [phone]}"
    found = changing(changes)
    assert found.changes[0].settings["promise"] == Promise(Duration(5, "days"), 90)
    assert read_again(found) == found
