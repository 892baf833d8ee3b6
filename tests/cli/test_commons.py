"""`servewell commons`: whatever is done to the folder behind its keeper's back is found."""

import shutil
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pytest
from tests.core.practice.samples import SECRET, signed
from tests.web.design.insight.test_report import outline

from servewell.cli.main import main
from servewell.core.practice import print_practice, sign
from servewell.core.practice.signing import public_key

Capture = pytest.CaptureFixture[str]
FILE = "c/practices/riverton/send-documents-later.yaml"


@pytest.fixture
def commons(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> Path:
    """A commons of the north with one practice of Riverton's."""
    monkeypatch.chdir(tmp_path)
    assert main(["practice", "key", "north.pem"]) == 0
    assert main(["commons", "init", "c", "--title", "The north", "--keeper", "north", "--key", "north.pem"]) == 0
    (tmp_path / "two.yaml").write_text(print_practice(signed()), encoding="utf-8")
    agency = ["--agency", f"riverton={public_key(SECRET)}"]
    assert main(["commons", "add", "c", "two.yaml", *agency, "--key", "north.pem"]) == 0
    capsys.readouterr()
    return tmp_path


def add(path: Path, number: int, **changed: object) -> int:
    path.write_text(print_practice(signed(number=number, **changed)), encoding="utf-8")
    return main(["commons", "add", "c", str(path), "--key", "north.pem"])


def rewrite(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def forge(folder: Path) -> None:
    (folder / FILE).write_text(print_practice(sign(signed(), bytes(32))), encoding="utf-8")


def swap(folder: Path) -> None:
    (folder / FILE).write_text(print_practice(signed(number=1)), encoding="utf-8")


@pytest.mark.parametrize(
    ("harm", "code"),
    [
        (lambda folder: rewrite(folder / FILE, "20 MB", "90 MB"), "wrong-signature"),
        (lambda folder: rewrite(folder / FILE, "title:", "titel:"), "unknown-key"),
        (lambda folder: (folder / FILE).unlink(), "unreadable-file"),
        (forge, "other-key"),
        (swap, "replayed"),
        (lambda folder: rewrite(folder / "c/commons.yaml", "Let people", "Make people"), "wrong-signature"),
        (lambda folder: rewrite(folder / "c/commons.yaml", "edition: 2", "edition: 1"), "wrong-signature"),
        (lambda folder: shutil.copy(folder / FILE, folder / "c/practices/riverton/other.yaml"), "not-listed"),
    ],
)
def test_every_harm_to_the_folder_is_found(
    commons: Path, harm: Callable[[Path], object], code: str, capsys: Capture
) -> None:
    assert main(["commons", "check", "c"]) == 0
    harm(commons)
    capsys.readouterr()
    assert main(["commons", "check", "c"]) == 1
    assert f"[{code}]" in capsys.readouterr().out


def test_a_later_edition_takes_the_place_of_an_earlier_one_and_never_the_other_way(commons: Path) -> None:
    assert add(commons / "three.yaml", 3, cautions=0) == 0
    assert add(commons / "again.yaml", 3, cautions=0) == 0, "the same again is no harm"
    assert add(commons / "old.yaml", 2) == 1
    assert add(commons / "other.yaml", 3) == 1
    assert main(["commons", "check", "c"]) == 0
    assert "edition: 3" in (commons / FILE).read_text(encoding="utf-8")


def test_all_are_taken_in_or_none(commons: Path) -> None:
    before = {path: path.read_bytes() for path in (commons / "c").rglob("*") if path.is_file()}
    good, bad = commons / "good.yaml", commons / "bad.yaml"
    good.write_text(print_practice(signed(name="another")), encoding="utf-8")
    bad.write_text(print_practice(sign(signed(name="forged"), bytes(32))), encoding="utf-8")
    assert main(["commons", "add", "c", str(good), str(bad), "--key", "north.pem"]) == 1
    assert {path: path.read_bytes() for path in (commons / "c").rglob("*") if path.is_file()} == before


def test_only_the_keeper_adds(commons: Path, capsys: Capture) -> None:
    assert main(["practice", "key", "thief.pem"]) == 0
    assert main(["commons", "add", "c", "two.yaml", "--key", "thief.pem"]) == 1
    assert "[wrong-signature]" in capsys.readouterr().err


def test_a_key_is_not_exchanged_in_silence(commons: Path, capsys: Capture) -> None:
    other = public_key(bytes(32))
    assert main(["commons", "add", "c", "--agency", f"riverton={other}", "--key", "north.pem"]) == 1
    assert "[other-key]" in capsys.readouterr().err


def test_a_link_out_of_the_folder_is_not_followed(commons: Path, capsys: Capture) -> None:
    secret = commons / "secret.yaml"
    secret.write_text("keep: this\n", encoding="utf-8")
    (commons / FILE).unlink()
    (commons / FILE).symlink_to(secret)
    assert main(["commons", "check", "c"]) == 1
    assert "[outside-folder]" in capsys.readouterr().out
    assert add(commons / "three.yaml", 3) == 1
    assert secret.read_text(encoding="utf-8") == "keep: this\n"


def test_a_commons_is_begun_once(commons: Path, capsys: Capture) -> None:
    assert main(["commons", "init", "c", "--title", "Another", "--keeper", "north", "--key", "north.pem"]) == 1
    assert "[already-there]" in capsys.readouterr().err


def test_pages_and_feed_are_plain_files_that_point_at_each_other(commons: Path) -> None:
    folder = commons / "c"
    for page in folder.rglob("*.html"):
        found = outline(page.read_text(encoding="utf-8"))
        assert "script" not in {tag for tag, _ in found.tags}
        for _, attributes in found.tags:
            target = attributes.get("href")
            if target and not target.startswith("#"):
                assert (page.parent / target).resolve().is_file(), target
    feed = ElementTree.parse(folder / "feed.xml").getroot()
    atom = "{http://www.w3.org/2005/Atom}"
    assert [entry.findtext(f"{atom}title") for entry in feed.iter(f"{atom}entry")] == [
        "Let people send documents later"
    ]
    assert all(feed.findtext(f"{atom}{name}") for name in ("title", "id", "updated"))
    assert not list(folder.rglob("*.part"))
