"""Whatever a stranger writes: refused in words, or shown as what it is. No code runs, nothing is fetched or written."""

from __future__ import annotations

import contextlib
import os
import socket
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.core.practice.evil import SOUND, Evil, every
from tests.core.practice.samples import SECRET, SERVICE, practice, service, signed
from tests.thorough import THOROUGH, examples

from servewell.cli.main import main
from servewell.core.practice import apply, parse_practice, print_practice, standing
from servewell.core.practice.signing import Latest, content_hash, public_key
from servewell.core.problem import ProblemError

KNOWN = {"riverton": public_key(SECRET)}
LATEST = {("riverton", "send-documents-later"): Latest(2, content_hash(practice()))}
TOWN = service(SERVICE.replace("languages: [en, es]\n", ""))
FILES = every()
FORBIDDEN = (
    "socket.", "subprocess.", "os.system", "os.exec", "os.posix_spawn", "os.spawn", "os.fork", "urllib.", "http.",
    "ctypes.", "pty.", "shutil.", "os.chmod", "os.link", "os.symlink",
)  # fmt: skip
WRITES = {"os.remove", "os.rename", "os.mkdir", "os.rmdir"}
_watched: list[tuple[Path, list[str]]] = []


def _hook(event: str, args: tuple[object, ...]) -> None:
    if not _watched:
        return
    scratch, seen = _watched[-1]
    if event.startswith(FORBIDDEN):
        seen.append(f"{event} {args!r}")
    flags = args[2] if event == "open" and len(args) > 2 else 0
    is_write = event in WRITES or (isinstance(flags, int) and flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT))
    if is_write and isinstance(args[0], (str, bytes)):
        path = Path(os.fsdecode(args[0])).resolve()
        if scratch.resolve() not in (path, *path.parents) and "__pycache__" not in path.parts:
            seen.append(f"{event} {path}")


sys.addaudithook(_hook)


@contextlib.contextmanager
def nothing_happens(scratch: Path) -> Iterator[None]:
    """Fail when code inside opens a socket, starts a program or writes outside the scratch folder."""
    seen: list[str] = []
    _watched.append((scratch, seen))
    try:
        yield
    finally:
        _watched.pop()
    assert seen == []


def test_the_watch_sees_what_it_is_for(tmp_path: Path) -> None:
    def connects() -> None:
        socket.create_connection(("127.0.0.1", 9), timeout=0.01)

    outside = tmp_path / "outside"
    for act in (connects, lambda: outside.write_text("x"), lambda: os.system("true")):
        with pytest.raises(AssertionError), nothing_happens(tmp_path / "scratch"):
            _tried(act)


def _tried(act: Callable[[], object]) -> None:
    with contextlib.suppress(OSError):
        act()


def what_becomes(content: bytes) -> set[str]:
    """Return every word that fits: refused, its standing, why it cannot be applied, its effects on privacy."""
    parsed = parse_practice(content, file="evil.yaml")
    if parsed.practice is None:
        assert parsed.problems
        assert all(problem.found and problem.where.file == "evil.yaml" for problem in parsed.problems)
        return {"refused"}
    assert parsed.problems == ()
    found = {standing(parsed.practice, KNOWN, LATEST).code}
    assert parse_practice(print_practice(parsed.practice)).practice == parsed.practice
    try:
        applied = apply(parsed.practice, TOWN)
    except ProblemError as error:
        return found | {error.problems[0].code}
    return found | {one.effect for one in applied.effects}


def test_there_are_two_hundred_of_every_sort() -> None:
    assert len(FILES) >= 200
    assert len({content for _, content, _ in FILES}) == len(FILES)
    assert len({name for name, _, _ in FILES}) == len(FILES)


@pytest.mark.parametrize("evil", FILES, ids=lambda evil: ascii(evil[0])[:60])
def test_it_is_refused_or_shown_as_what_it_is(evil: Evil, tmp_path: Path) -> None:
    _, content, outcome = evil
    with nothing_happens(tmp_path):
        assert outcome in what_becomes(content)
    assert list(tmp_path.iterdir()) == []


def test_the_sound_file_is_none_of_them() -> None:
    assert what_becomes(print_practice(signed()).encode()) == {"known", "new personal data"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with every file, a commons and its keeper's key, and a service."""
    found = tmp_path_factory.mktemp("evil")
    (found / "service").mkdir()
    (found / "service" / "definition.yaml").write_text(SERVICE.replace("languages: [en, es]\n", ""), encoding="utf-8")
    (found / "known").write_text(f"riverton {KNOWN['riverton']}\n", encoding="utf-8")
    assert main(["practice", "key", str(found / "keeper.pem")]) == 0
    commons = ["commons", "init", str(found / "c"), "--title", "North", "--keeper", "north"]
    assert main([*commons, "--key", str(found / "keeper.pem")]) == 0
    agency = ["--agency", f"riverton={KNOWN['riverton']}", "--key", str(found / "keeper.pem")]
    (found / "sound.yaml").write_text(print_practice(signed()), encoding="utf-8")
    assert main(["commons", "add", str(found / "c"), str(found / "sound.yaml"), *agency]) == 0
    for number, (_, content, _) in enumerate(FILES):
        (found / f"{number}.yaml").write_bytes(content)
    return found


@pytest.mark.parametrize("number", range(0, len(FILES), 1 if THOROUGH else 7))
def test_no_command_falls_over_one(number: int, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path, _, outcome = str(folder / f"{number}.yaml"), *FILES[number][1:]
    before = {one: one.read_bytes() for one in (folder / "c").rglob("*") if one.is_file()}
    with nothing_happens(folder):
        assert main(["practice", "check", path]) == (1 if outcome == "refused" else 0)
        assert main(["practice", "show", path, "--known", str(folder / "known")]) in (0, 1)
        applied = main(["practice", "apply", path, str(folder / "service"), "--known", str(folder / "known")])
        taken = main(["commons", "add", str(folder / "c"), path, "--key", str(folder / "keeper.pem")])
    shown = capsys.readouterr()
    assert "Traceback" not in shown.out + shown.err
    assert taken == 1, "nothing of it comes into a commons"
    assert {one: one.read_bytes() for one in before} == before
    if outcome in ("new personal data", "kept longer", "new recipient"):
        assert applied == 0
        assert f"- {outcome}: " in shown.out
    elif outcome != "unsigned" and outcome != "unknown-agency" and outcome != "replayed":
        assert applied == 1


@given(st.data())
@examples(2_000)
def test_a_file_that_is_broken_anywhere_is_read_or_refused(data: st.DataObject) -> None:
    content = bytearray(SOUND.encode())
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(content) - 1))
        piece = data.draw(st.binary(max_size=8) | st.sampled_from([b"&a ", b"*a", b"!!x ", b"[", b"{", b": ", b"\n- "]))
        content[at : at + data.draw(st.integers(0, 12))] = piece
    assert what_becomes(bytes(content))


@given(st.binary(max_size=300) | st.text(max_size=200).map(lambda text: text.encode("utf-8", "surrogatepass")))
@examples(1_000)
def test_any_bytes_are_refused(content: bytes) -> None:
    assert what_becomes(content) == {"refused"}
