"""Signed checkpoints and cosignatures: what another implementation made is understood, and no bit may differ."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servewell.core.problem import ProblemError
from servewell.core.record.checkpoints import LOG, WITNESS, Signer, read_note, read_signer, read_verifier

SIGNER = Signer("services.riverton.example/record", bytes(range(32)))
ROOT = bytes(reversed(range(32)))
NOTE = SIGNER.sign(700, ROOT)
HILLFORD = Signer("witness.hillford.example", bytes(range(1, 33)), WITNESS)


def test_a_checkpoint_comes_back_as_it_was_signed():
    checkpoint = SIGNER.verifier.open(NOTE)
    assert (checkpoint.size, checkpoint.root) == (700, ROOT)
    assert NOTE.startswith(f"services.riverton.example/record\n700\n{base64.b64encode(ROOT).decode()}\n\n— services")


def test_a_key_that_go_made_is_read():
    """The example of golang.org/x/mod/sumdb/note: name, hash and key fit each other."""
    verifier = read_verifier("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")
    assert (verifier.name, verifier.kind, verifier.id.hex()) == ("PeterNeumann", LOG, "c74f20a3")


def test_keys_are_printed_and_read():
    for signer in (SIGNER, HILLFORD):
        assert read_signer(signer.text()) == signer
        assert read_verifier(str(signer.verifier)) == signer.verifier
        assert signer.text().rsplit("+", 1)[1] not in repr(signer)


@pytest.mark.parametrize("text", ["", "a+b", "PRIVATE+KEY+x+00000000+AQ==", SIGNER.text()[:-3] + "AA="])
def test_what_is_no_key_is_refused_without_repeating_it(text):
    for read in (read_signer, read_verifier):
        with pytest.raises(ProblemError) as refused:
            read(text)
        assert refused.value.problems[0].code == "bad-record-key"
        assert not text or text not in str(refused.value)


@given(st.integers(0, len(NOTE.encode()) * 8 - 1))
def test_no_bit_of_a_checkpoint_may_differ(bit):
    changed = bytearray(NOTE.encode())
    changed[bit // 8] ^= 1 << bit % 8
    with pytest.raises(ProblemError):
        SIGNER.verifier.open(changed.decode(errors="replace"))


@pytest.mark.parametrize(
    ("other", "code"),
    [
        (Signer("services.hillford.example/record", SIGNER.seed), "bad-checkpoint"),
        (Signer(SIGNER.name, bytes(32)), "other-record-key"),
    ],
)
def test_another_record_and_another_key_are_told_apart(other, code):
    with pytest.raises(ProblemError) as refused:
        SIGNER.verifier.open(other.sign(700, ROOT))
    assert refused.value.problems[0].code == code


def test_lines_of_others_do_no_harm():
    more = NOTE + HILLFORD.cosign(NOTE, at=1_795_500_000) + "\n"
    assert SIGNER.verifier.open(more).size == 700
    assert [name for name, _ in read_note(more)[1]] == [SIGNER.name, HILLFORD.name]


def test_a_cosignature_says_when():
    line = HILLFORD.cosign(NOTE, at=1_795_500_000)
    assert HILLFORD.verifier.cosigned_at(NOTE, line) == 1_795_500_000
    assert HILLFORD.verifier.cosigned_at(SIGNER.sign(701, ROOT), line) is None
    assert Signer(HILLFORD.name, bytes(32), WITNESS).verifier.cosigned_at(NOTE, line) is None
    assert SIGNER.verifier.cosigned_at(NOTE, line) is None


@given(st.integers(0, 1000))
def test_no_bit_of_a_cosignature_may_differ(place):
    line = HILLFORD.cosign(NOTE, at=1_795_500_000).encode()
    changed = bytearray(line)
    changed[place // 8 % len(line)] ^= 1 << place % 8
    assert HILLFORD.verifier.cosigned_at(NOTE, changed.decode(errors="replace")) is None
