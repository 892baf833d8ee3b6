"""`servewell verify RECEIPT`, as a resident or a journalist runs it, with nothing but the public key."""

import os
import subprocess
import sys

import pytest
from tests.core.record.test_receipt_check import RECEIPT, SIGNER


def verify(*words: object) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("SERVEWELL_")}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    return subprocess.run(
        [sys.executable, "-m", "servewell.cli.main", "verify", *map(str, words)],
        env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_a_true_receipt_is_told_in_words(tmp_path):
    file = tmp_path / "receipt.txt"
    file.write_text(RECEIPT)
    told = verify(file, "--key", SIGNER.verifier)
    assert told.returncode == 0, told.stderr
    assert told.stdout.startswith("True. This is number 700 of 3,000 in the record services.riverton.example/record.")
    assert "decided  case:4f3a 3  by account:7" in told.stdout
    assert "Ñandú 10 €" in told.stdout


def test_a_changed_receipt_is_refused(tmp_path):
    file = tmp_path / "receipt.txt"
    file.write_text(RECEIPT.replace("index 699", "index 698"))
    told = verify(file, "--key", SIGNER.verifier)
    assert (told.returncode, told.stdout) == (1, "")
    assert "is not what was recorded" in told.stderr


@pytest.mark.parametrize("content", [None, b"\xff\xfe\x00", b""])
def test_what_is_no_receipt_gets_a_sentence(tmp_path, content):
    file = tmp_path / "receipt.txt"
    if content is not None:
        file.write_bytes(content)
    told = verify(file, "--key", SIGNER.verifier)
    assert (told.returncode, "[no-receipt]" in told.stderr, "Traceback" in told.stderr) == (1, True, False)
