"""What the record tells the public is enough to check it, and tells when the sealer does not work."""

import hashlib
from datetime import timedelta

import pytest
from django.db import transaction
from tests.apps.journal.records import NOW, fill

from servewell.apps.journal import standing as public
from servewell.apps.journal.keys import installation_key
from servewell.apps.journal.operations import append
from servewell.apps.journal.sealing import seal_all
from servewell.core.problem import NotFoundError
from servewell.core.record.edge import Edge

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=1)


def test_it_says_size_root_and_key():
    fill(9)
    told = public.standing(now=LATER)
    checkpoint = installation_key().verifier.open(public.checkpoint())
    assert (told.size, told.root) == (checkpoint.size, checkpoint.root.hex())
    assert told.short_root.replace("-", "").lower() == told.root[:20]
    assert told.key == str(installation_key().verifier)
    assert told.last_at == NOW + timedelta(minutes=8)


def test_it_is_quiet_while_events_are_sealed_and_loud_when_one_waits():
    subjects = fill(3)
    assert public.standing(now=LATER).waiting_since is None
    with transaction.atomic():
        append(subject=subjects[0], kind="returned", by="system", now=LATER)
    assert public.standing(now=LATER + timedelta(seconds=30)).waiting_since is None
    assert public.standing(now=LATER + timedelta(seconds=61)).waiting_since == LATER
    seal_all()
    assert public.standing(now=LATER + timedelta(hours=1)).waiting_since is None


def test_anybody_can_work_the_root_out_from_the_public_entries():
    fill(300)
    size, leaves = public.standing(now=LATER).size, []
    for number in range((size + 255) // 256):
        width = min(256, size - number * 256)
        entries = public.entries(number, width)
        assert len(entries) == 66 * width
        found = [entries[place + 2 : place + 66] for place in range(0, len(entries), 66)]
        hashes = [hashlib.sha256(b"\x00" + entry).digest() for entry in found]
        assert public.tile(0, number, width) == b"".join(hashes)
        leaves += hashes
    edge = Edge()
    edge.add(leaves)
    assert edge.root().hex() == public.standing(now=LATER).root


def test_upper_tiles_hold_the_roots_below():
    fill(520, every=200)
    size = public.standing(now=LATER).size
    edge = Edge()
    tiles = edge.add([public.tile(0, place // 256, place % 256 + 1)[-32:] for place in range(size)])
    assert public.tile(1, 0, size // 256) == b"".join(tile.root for tile in tiles if tile.level == 0)


@pytest.mark.parametrize(("level", "number", "width"), [(0, 10**6, 1), (1, 0, 200), (5, 0, 1), (0, 0, 256)])
def test_what_is_not_sealed_yet_is_not_there(level, number, width):
    fill(3)
    if width < 256:
        with pytest.raises(NotFoundError):
            public.tile(level, number, width)
    with pytest.raises(NotFoundError):
        public.entries(number + 10**6, width)
