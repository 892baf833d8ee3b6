"""docs/develop/events.md lists every kind of event with exactly the fields that the code lets it carry."""

import re
from pathlib import Path

import pytest

from servewell.core.record import EVENT_KINDS

TEXT = (Path(__file__).parents[2] / "docs/develop/events.md").read_text(encoding="utf-8")
SECTIONS = {
    "draft": "Drafts: the journey before submission",
    "case": "Cases",
    "service": "Services",
    "account": "Accounts",
    "agency": "Agencies",
}
ROW = re.compile(r"^\| `(\w+)` \| (.+?) \|(.*?)\|(.*?)\|$", re.MULTILINE)


def section(title: str) -> str:
    return TEXT.split(f"\n## {title}\n")[1].split("\n## ")[0]


def names(cell: str) -> tuple[str, ...]:
    return tuple(re.findall(r"`(\w+)`", cell))


@pytest.mark.parametrize("stream", SECTIONS)
def test_every_kind_stands_in_its_stream_with_its_fields(stream: str) -> None:
    found = {
        kind: (words, names(data), names(body)) for kind, words, data, body in ROW.findall(section(SECTIONS[stream]))
    }
    assert found == {
        kind.name: (kind.docs, kind.data, kind.body) for kind in EVENT_KINDS.values() if stream in kind.streams
    }


def test_every_field_is_explained() -> None:
    explained = re.findall(r"^\| `(\w+)` \| .{3,} \|$", section("What the fields hold"), re.MULTILINE)
    used = {field for kind in EVENT_KINDS.values() for field in (*kind.data, *kind.body)}
    assert explained == sorted(used)


def test_drafts_carry_nothing_personal() -> None:
    assert [kind.name for kind in EVENT_KINDS.values() if kind.streams == ("draft",) and kind.body] == []
