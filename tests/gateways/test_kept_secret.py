"""A secret is made once, by whoever comes first, and is its owner's only."""

import stat
import threading

from servewell.gateways.kept_secret import kept_secret


def test_it_is_made_once_and_kept(tmp_path):
    file = tmp_path / "var" / "secret"
    assert kept_secret(file, lambda: "first") == kept_secret(file, lambda: "second") == "first"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [path.name for path in file.parent.iterdir()] == ["secret"]


def test_those_who_come_at_once_get_the_same(tmp_path):
    file, start, got = tmp_path / "secret", threading.Barrier(8), []

    def come(number: int) -> None:
        start.wait()
        got.append(kept_secret(file, lambda: f"of {number}"))

    threads = [threading.Thread(target=come, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(got)) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["secret"]
