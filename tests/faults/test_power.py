"""Power cuts replayed from what the process really wrote: nothing confirmed is lost; with less care it would be."""

import os
import random
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from tests.faults.power import Call, Stored, calls_of

ROOT = Path(__file__).parents[2]
TRACED = pytest.mark.skipif(
    shutil.which("strace") is None,
    reason="strace is not installed: without it nobody sees what the process writes to the disk",
)
pytestmark = pytest.mark.xdist_group("faults")


def power(*words: str) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults.power", "--journeys", "6", *words],
        cwd=ROOT, env={**os.environ, "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"}, capture_output=True, text=True,
        timeout=240, check=False,
    )  # fmt: skip
    print(done.stdout)
    return done.returncode, done.stdout + done.stderr


@TRACED
def test_what_was_confirmed_is_there_after_a_power_cut() -> None:
    code, told = power("--replays", "15")
    assert code == 0, told
    assert "15 power cuts replayed" in told
    assert "0 lost, 0 doubled, 0 broken" in told


@TRACED
def test_a_database_that_does_not_wait_for_the_disk_is_caught() -> None:
    code, told = power("--replays", "15", "--careless", "NORMAL")
    assert code == 1, told
    assert " 0 lost" not in told


def test_what_was_synced_is_there_and_the_rest_may_be() -> None:
    stored = Stored()
    stored.pending.append(Call("write", "a", 0, b"x" * 2000))
    stored.sync()
    stored.pending += [Call("write", "a", 0, b"y" * 2000), Call("truncate", "a", 3000), Call("write", "a", 4096, b"z")]
    seen = {stored.after_cut(random.Random(seed)) for seed in range(60)}
    assert bytes(stored.durable) == b"x" * 2000
    assert {b"x" * 2000, b"y" * 2000 + bytes(2096) + b"z"} <= seen
    assert b"x" * 512 + b"y" * 512 in {content[:1024] for content in seen}


def test_a_trace_is_read_with_its_files_and_bytes(tmp_path) -> None:
    (tmp_path / "trace").write_text(
        '77 openat(AT_FDCWD</>, "\\x2f\\x61", O_RDWR|O_CREAT|O_CLOEXEC, 0644) = 3</a>\n'
        '77 pwrite64(3</a>, "\\x01\\x02", 2, 4096) = 2\n'
        "77 fdatasync(3</a>) = 0\n77 ftruncate(3</a>, 24) = 0\n"
        '77 unlink("\\x2f\\x61") = 0\n77 unlink("\\x2f\\x62") = -1 ENOENT (No such file or directory)\n'
        "77 +++ exited with 0 +++\n"
    )
    assert list(calls_of(tmp_path / "trace")) == [
        Call("make", "a"), Call("write", "a", 4096, b"\x01\x02"), Call("sync", "a"), Call("truncate", "a", 24),
        Call("remove", "a"),
    ]  # fmt: skip
