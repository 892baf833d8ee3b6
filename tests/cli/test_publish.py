"""`servewell publish`: a version goes live, or is kept to be tried and seen by nobody."""

import pytest
from tests.cast import NOW, PERMIT, PERMIT_ES

from servewell.apps.services import queries as services
from servewell.cli.main import main

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def folder(tmp_path):
    """A changed version of the service that the cast knows."""
    (tmp_path / "definition.yaml").write_text(PERMIT.replace("What is your", "Please tell us your"), encoding="utf-8")
    (tmp_path / "texts.es.yaml").write_text(PERMIT_ES, encoding="utf-8")
    return tmp_path


def test_a_version_to_try_is_seen_by_nobody_until_it_is_published(shared_cast, folder, capsys):
    live = services.current_version("parking-permit", "")
    words = ["publish", str(folder), "--by", "owner@riverton.example"]
    assert main([*words, "--to-try"]) == 0
    assert "Version 2 of parking-permit can be tried; residents do not see it" in capsys.readouterr().out
    assert services.current_version("parking-permit", "") == live
    assert [(one.number, one.is_live) for one in services.versions_of("parking-permit")] == [(2, False), (1, True)]
    assert main([*words, "--to-try"]) == 0
    assert len(services.versions_of("parking-permit")) == 2
    assert main(words) == 0
    assert "Version 2 of parking-permit is live" in capsys.readouterr().out
    assert services.service("parking-permit", now=NOW).number == 2


def test_who_may_not_publish_changes_nothing(shared_cast, folder, capsys):
    assert main(["publish", str(folder), "--by", "amina@riverton.example", "--to-try"]) == 1
    assert "[not-allowed]" in capsys.readouterr().err
    assert len(services.versions_of("parking-permit")) == 1
