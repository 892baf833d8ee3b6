"""The product and the program of 100 lines say the same about every receipt; JavaScript: tests/journeys/test_verify."""

import ast
import importlib.util
import json
import random
import subprocess
import sys
from pathlib import Path

import pytest
from tests.core.record.receipts import FILE, SIGNER, made, vectors
from tests.thorough import THOROUGH

import servewell.web.portal
from servewell.core.problem import ProblemError
from servewell.core.record.checkpoints import read_verifier
from servewell.core.record.receipt_check import check_receipt

PROGRAM = Path(servewell.web.portal.__file__).parent / "static" / "verify" / "verify_receipt.py"
VECTORS = json.loads(FILE.read_text(encoding="utf-8"))
USUAL = made(10, 21)
EXPECTED = (ValueError, LookupError, AttributeError, TypeError)  # what the program tells as "not proved"

spec = importlib.util.spec_from_file_location("verify_receipt", PROGRAM)
program = importlib.util.module_from_spec(spec)
spec.loader.exec_module(program)


def by_product(receipt: str, key: str) -> list[int] | None:
    try:
        proved = check_receipt(receipt, read_verifier(key))
    except ProblemError:
        return None
    return [proved.number, proved.size]


def by_program(receipt: str, key: str) -> list[int] | None:
    try:
        number, size, *_ = program.check(receipt, key)
    except EXPECTED:
        return None
    return [number, size]


def test_the_file_holds_what_its_maker_makes():
    assert list(vectors()) == VECTORS
    assert len([one for one in VECTORS if one["proves"] is None]) >= 100


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["name"])
def test_product_and_program_say_what_is_expected(vector):
    assert by_product(vector["receipt"], vector["key"]) == vector["proves"]
    assert by_program(vector["receipt"], vector["key"]) == vector["proves"]


def test_they_agree_about_random_changes():
    rng = random.Random(20261124)
    key, accepted = str(SIGNER.verifier), 0
    for _ in range(10_000 if THOROUGH else 400):
        at = rng.randrange(len(USUAL))
        text = USUAL[:at] + rng.choice("AZaz09+/=\n —\r\té\u2028٣") + USUAL[at + rng.choice((0, 1)) :]
        said = by_product(text, key)
        assert by_program(text, key) == said, text
        accepted += said is not None
        assert said is None or text.replace("\r\n", "\n") == USUAL or text.startswith(USUAL)
    assert accepted < 40


def test_it_is_one_file_of_at_most_100_lines_with_nothing_but_python():
    text = PROGRAM.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 100
    imported = {
        name.name for one in ast.walk(ast.parse(text)) if isinstance(one, ast.Import) for name in one.names
    }  # fmt: skip
    assert imported <= sys.stdlib_module_names
    assert not any(isinstance(one, ast.ImportFrom) for one in ast.walk(ast.parse(text)))


def test_as_a_command_it_says_true_or_why_not(tmp_path):
    (tmp_path / "receipt.txt").write_text(USUAL, encoding="utf-8")
    words = [sys.executable, "-I", PROGRAM, tmp_path / "receipt.txt", str(SIGNER.verifier)]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("True. This is number 11 of 21 in the record services.riverton.example/record")
    assert "Ñandú" in done.stdout
    (tmp_path / "receipt.txt").write_text(USUAL.replace("index 10", "index 11"), encoding="utf-8")
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("Not proved: it says what was not recorded.")
    assert "Traceback" not in done.stderr
