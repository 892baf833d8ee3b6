"""`servewell practice`: one agency makes, signs and publishes; another looks, checks and sees what it would change."""

import json
import stat
from pathlib import Path

import pytest
from tests.core.practice.samples import SERVICE, SPANISH, TEXT

from servewell.cli.main import main
from servewell.core.definition import load_folder

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> Path:
    """A folder with a practice, two keys and a service; the commands run in it."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "practice.yaml").write_text(TEXT, encoding="utf-8")
    (tmp_path / "permit").mkdir()
    (tmp_path / "permit" / "definition.yaml").write_text(SERVICE, encoding="utf-8")
    (tmp_path / "permit" / "texts.es.yaml").write_text(SPANISH, encoding="utf-8")
    for name in ("riverton", "north"):
        assert main(["practice", "key", f"{name}.pem"]) == 0
        public = capsys.readouterr().out.split()[-1]
        (tmp_path / f"{name}.pub").write_text(public, encoding="utf-8")
    (tmp_path / "known").write_text(f"# met in Newport\nriverton {public_of('riverton')}\n", encoding="utf-8")
    return tmp_path


def public_of(name: str) -> str:
    return Path(f"{name}.pub").read_text(encoding="utf-8")


def begin(capsys: Capture) -> None:
    assert main(["commons", "init", "c", "--title", "The north", "--keeper", "north", "--key", "north.pem"]) == 0
    capsys.readouterr()


def test_a_key_can_be_read_by_its_owner_only_and_is_never_overwritten(desk: Path, capsys: Capture) -> None:
    assert stat.S_IMODE((desk / "riverton.pem").stat().st_mode) == 0o600
    before = (desk / "riverton.pem").read_bytes()
    assert main(["practice", "key", "riverton.pem"]) == 1
    assert "never overwritten" in capsys.readouterr().err
    assert (desk / "riverton.pem").read_bytes() == before


def test_a_practice_is_checked(desk: Path, capsys: Capture) -> None:
    assert main(["practice", "check", "practice.yaml"]) == 0
    (desk / "bad.yaml").write_text(TEXT.replace("edition: 2", "edition: none"), encoding="utf-8")
    assert main(["practice", "check", "practice.yaml", "bad.yaml", "nothing.yaml"]) == 1
    said = capsys.readouterr().out
    assert "bad.yaml:6: 'edition' is 'none'." in said
    assert "nothing.yaml: The file cannot be read" in said
    assert main(["practice", "check", "bad.yaml", "--json"]) == 1
    assert json.loads(capsys.readouterr().out)[0]["code"] == "bad-count"


def test_what_is_shown_says_who_offers_it_and_what_it_is_worth(desk: Path, capsys: Capture) -> None:
    assert main(["practice", "show", "practice.yaml"]) == 1
    assert "Nobody has signed it." in capsys.readouterr().out
    assert main(["practice", "sign", "practice.yaml", "--key", "riverton.pem"]) == 0
    assert main(["practice", "show", "practice.yaml"]) == 1
    assert "nobody here knows this agency" in capsys.readouterr().out
    assert main(["practice", "show", "practice.yaml", "--known", "known"]) == 0
    said = capsys.readouterr().out
    assert "Signed with the key that we know" in said
    assert "- All questions of type 'file'\n    set: {optional: yes, max size: 20 MB}" in said
    assert "Applications completed, each case watched for 30 days" in said
    assert main(["practice", "show", "practice.yaml", "--known", "known", "--language", "es"]) == 0
    assert "Permitir el envío posterior de documentos" in capsys.readouterr().out


def test_what_a_practice_would_change_here_is_said_and_written_elsewhere(desk: Path, capsys: Capture) -> None:
    before = (desk / "permit" / "definition.yaml").read_bytes()
    assert main(["practice", "sign", "practice.yaml", "--key", "riverton.pem"]) == 0
    assert main(["practice", "apply", "practice.yaml", "permit", "--known", "known", "--out", "new"]) == 0
    said = capsys.readouterr().out
    assert "optional changed from no to yes" in said
    assert "- new personal data: page 'proof', question 'call_when'" in said
    assert "- es: question.call_when.label" in said
    assert (desk / "permit" / "definition.yaml").read_bytes() == before
    assert {one.code for one in load_folder(desk / "new").problems} == {"missing-text"}


def test_a_practice_that_was_changed_after_signing_is_not_applied(desk: Path, capsys: Capture) -> None:
    assert main(["practice", "sign", "practice.yaml", "--key", "riverton.pem"]) == 0
    text = (desk / "practice.yaml").read_text(encoding="utf-8")
    (desk / "practice.yaml").write_text(text.replace("20 MB", "90 MB"), encoding="utf-8")
    assert main(["practice", "apply", "practice.yaml", "permit", "--known", "known", "--out", "new"]) == 1
    assert "[wrong-signature]" in capsys.readouterr().err
    assert not (desk / "new").exists()


def test_from_one_agency_through_a_commons_to_another(desk: Path, capsys: Capture) -> None:
    begin(capsys)
    assert main(["practice", "publish", "practice.yaml", "c", "--key", "riverton.pem"]) == 0
    assert "incoming" in capsys.readouterr().out
    agency = f"riverton={public_of('riverton')}"
    incoming = "c/incoming/riverton--send-documents-later.yaml"
    assert main(["commons", "add", "c", incoming, "--key", "north.pem"]) == 1, "nobody knows the agency yet"
    assert main(["commons", "add", "c", incoming, "--agency", agency, "--key", "north.pem"]) == 0
    assert main(["commons", "check", "c", "--key", public_of("north")]) == 0
    capsys.readouterr()
    assert main(["practice", "browse", "c", "--key", public_of("north")]) == 0
    said = capsys.readouterr().out
    assert "riverton/send-documents-later, edition 2: Let people send documents later" in said
    assert "Signed with the key that we know of this agency." in said


def test_who_keeps_a_commons_publishes_straight_into_it(desk: Path, capsys: Capture) -> None:
    begin(capsys)
    own = TEXT.replace("agency: riverton", "agency: north")
    (desk / "own.yaml").write_text(own, encoding="utf-8")
    assert main(["practice", "publish", "own.yaml", "c", "--key", "north.pem"]) == 0
    assert (desk / "c/practices/north/send-documents-later.html").is_file()
    assert main(["commons", "check", "c"]) == 0


def test_browsing_without_the_keepers_key_trusts_nobody(desk: Path, capsys: Capture) -> None:
    begin(capsys)
    assert main(["practice", "browse", "c"]) == 1
    assert "was not checked" in capsys.readouterr().out
    assert main(["practice", "browse", "c", "--key", public_of("riverton")]) == 1
    assert "NOT signed with the key you gave" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["practice", "sign", "practice.yaml", "--key", "known"], "bad-key"),
        (["practice", "sign", "practice.yaml", "--key", "nothing.pem"], "unreadable-file"),
        (["practice", "show", "practice.yaml", "--known", "practice.yaml"], "bad-key"),
        (["practice", "browse", "permit"], "no-commons"),
        (["practice", "apply", "practice.yaml", "nowhere"], "unreadable-file"),
        (["commons", "check", "permit"], "no-commons"),
        (["commons", "add", "permit", "--agency", "x=y", "--key", "north.pem"], "bad-key"),
        (["commons", "init", "x", "--title", "<b>", "--keeper", "north", "--key", "north.pem"], "bad-name"),
        (["commons", "init", "x", "--title", "A", "--keeper", "../x", "--key", "north.pem"], "bad-name"),
    ],
)
def test_wrong_files_are_said(desk: Path, words: list[str], code: str, capsys: Capture) -> None:
    assert main(words) == 1
    assert f"[{code}]" in capsys.readouterr().err
    assert not (desk / "x").exists()
