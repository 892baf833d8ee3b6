"""Drafts are read in the order in which they were begun: a trial's first, a service's newest."""

from datetime import timedelta

import pytest
from tests.cast import NOW, begin

from servewell.apps.journal.steps import openings

pytestmark = pytest.mark.django_db


def test_the_first_and_the_newest_so_many_stand_in_their_order(cast):
    drafts = [begin(cast, now=NOW + timedelta(hours=hour)) for hour in range(5)]

    def read(**asked: object) -> list[str]:
        return [one.draft for one in openings("parking-permit", since=NOW, **asked)]

    assert read(limit=9) == drafts
    assert read(limit=2) == drafts[:2]
    assert read(limit=2, newest=True) == drafts[3:]
    assert [one.at for one in openings("parking-permit", since=NOW + timedelta(hours=4), limit=9)] == [
        NOW + timedelta(hours=4)
    ]
