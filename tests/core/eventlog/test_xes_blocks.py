"""The quick way through XES says what the parser with calls says, or leaves it to that."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.thorough import examples

from servewell.core.eventlog.rejections import Rejections
from servewell.core.eventlog.xes import LogError, read_xes
from servewell.core.eventlog.xes_blocks import Block, cases_of

EVENT = (
    '<event><string key="concept:name" value="{}"/><date key="time:timestamp" value="2020-01-02T03:04:05Z"/></event>'
)
CASE = '<trace>\n\t<string key="concept:name" value="{}"/>\n' + EVENT.format("a") + "</trace>\n"
LOGS = Path("../shared/data/logs")


def block(text: str) -> Block:
    return Block(text.encode(), 1)


def read(text: str | bytes, size: int = 7) -> tuple[list[dict[str, object]], list[tuple[int, str]]]:
    """Read a log in small chunks; return its events and the lines and reasons of what was rejected."""
    data = text.encode() if isinstance(text, str) else text
    kept: list[tuple[int, str]] = []
    rejections = Rejections(lambda one: kept.append((one.line, one.reason)))
    chunks = [data[start : start + size] for start in range(0, len(data), size)]
    events = [row for batch in read_xes(chunks, rejections) for row in batch.events.to_pylist()]
    return events, kept


def test_plain_cases_are_taken_apart() -> None:
    found = cases_of(block(CASE.format("one") + CASE.format("t&amp;wo")))
    assert found is not None
    cases, kinds = found
    assert [case.attributes for case in cases] == [{"concept:name": "one"}, {"concept:name": "t&wo"}]
    assert cases[0].events == [{"concept:name": "a", "time:timestamp": "2020-01-02T03:04:05Z"}]
    assert kinds == {("string", "concept:name"), ("date", "time:timestamp")}


@pytest.mark.parametrize(
    "text",
    [
        "<trace><!-- <event> --></trace>",
        '<trace><string key="a" value="b"><string key="c" value="d"/></string></trace>',
        "<trace><string key='a' value='b'/></trace>",
        '<trace><string value="b" key="a"/></trace>',
        '<trace><string key="a" value="b"/></event></trace>',
        "<trace><event></trace></event>",
        "<trace></trace></trace>",
        "<trace><trace></trace></trace>",
        '<trace><string key="a" value="&undefined;"/></trace>',
        '<trace><string key="a" value="b & c"/></trace>',
        '<trace><string key="a" value="\x01"/></trace>',
        '<trace><string key="a" value="b"</trace>',
        '<trace><string key="a" value="b" other="c"/></trace>',
        '<trace><thing key="a" value="b"/></trace>',
        '<trace><string key="a" value="b<c"/></trace>',
        '<trace><string key="a" value="b\nc"/></trace>',
        '<trace>text<string key="a" value="b"/></trace>',
        "<trace><event></event>",
    ],
)
def test_what_is_written_otherwise_is_left_to_the_parser(text: str) -> None:
    assert cases_of(block(text)) is None


PIECES = st.lists(
    st.sampled_from(
        [
            CASE.format("x"), CASE.format("y"), "<trace>", "</trace>", "<event>", "</event>", EVENT.format("b"), "\n",
            '<string key="k" value="v"/>', '<int key="k" value="3"/>',
            '<string key="k" value="1"><int key="n" value="2"/></string>',
            "<!-- c -->", "&amp;", '"', "<", "/>", "<x/>", EVENT.format("&#38;"), EVENT.format("&quot;"),
        ]
    ),
    max_size=12,
)  # fmt: skip


@examples(300)
@given(PIECES)
def test_both_ways_say_the_same(pieces: list[str]) -> None:
    inner = "".join(pieces)
    # A comment behind each tag keeps the quick way out, and changes nothing that a log says.
    slow = inner.replace("<trace>", "<trace><!-- slow -->")
    texts = [f'<?xml version="1.0"?>\n<log>{text}</log>' for text in (inner, slow)]
    results = []
    for text in texts:
        try:
            results.append(read(text))
        except LogError as error:
            results.append(error.line)  # type: ignore[arg-type]
    assert results[0] == results[1]


def test_lines_of_rejected_events_are_those_of_the_file() -> None:
    bad = (
        '<trace>\n<string key="concept:name" value="z"/>\n<event>\n<id key="concept:name" value="a"/></event></trace>\n'
    )
    events, kept = read("<log>\n" + CASE.format("one") + bad + CASE.format("two") + "</log>")
    assert [event["case_id"] for event in events] == ["one", "two"]
    assert kept == [(7, "no time")]


def test_every_encoding_that_a_file_declares_is_read() -> None:
    text = '<?xml version="1.0" encoding="{}"?><log>' + CASE.format("Übermäßig") + "</log>"
    for name in ("utf-8", "iso-8859-1", "utf-16", "windows-1252"):
        events, _ = read(text.format(name).encode(name))
        assert [event["case_id"] for event in events] == ["Übermäßig"], name


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "no element"),
        ("<log>", "no element"),
        ("<log><trace></log>", "mismatched"),
        ("<notes></notes>", "no XES log"),
        ('<!DOCTYPE log [<!ENTITY a "b">]><log></log>', "document type"),
        ('<?xml version="1.0" encoding="klingon"?><log></log>', "klingon"),
    ],
)
def test_what_is_no_log_is_refused(text: str, said: str) -> None:
    with pytest.raises(LogError, match=said):
        read(text)
