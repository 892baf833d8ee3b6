"""A receipt is true or it is refused: nothing that was changed is told as proved."""

import base64
import random

import pytest
from tests.core.record.receipts import BODY, HEADER, SIGNER, erased, made
from tests.thorough import THOROUGH

from servewell.core.problem import ProblemError
from servewell.core.record import header_bytes
from servewell.core.record.checkpoints import Signer
from servewell.core.record.receipt_check import Proved, check_receipt

PLACE, SIZE = 699, 3000
RECEIPT = made(PLACE, SIZE)


def test_a_true_receipt_tells_what_it_proves():
    proved = check_receipt(RECEIPT, SIGNER.verifier)
    assert (proved.number, proved.size, proved.header, proved.body) == (700, 3000, HEADER, BODY)


def test_lines_that_a_mail_program_ended_its_own_way_do_no_harm():
    assert check_receipt(RECEIPT.replace("\n", "\r\n"), SIGNER.verifier).number == 700


def test_of_an_erased_event_the_place_is_proved():
    proved = check_receipt(erased(PLACE, SIZE), SIGNER.verifier)
    assert (proved.number, proved.header, proved.body) == (700, None, None)


@pytest.mark.parametrize(
    "told",
    [
        {"header": header_bytes(HEADER).decode().replace("approve", "refuse")},
        {"body": '{"explanation":"No"}'},
        {"body_salt": bytes(32).hex()},
        {"header_commit": bytes(32).hex()},
        {"more": "words"},
        {"v": 2},
        {"body": 5},
    ],
)
def test_what_was_not_recorded_is_refused(told):
    with pytest.raises(ProblemError) as refused:
        check_receipt(made(PLACE, SIZE, told), SIGNER.verifier)
    assert refused.value.problems[0].code == "receipt-refused"


@pytest.mark.parametrize(
    "text", ["", "Hello", RECEIPT[:200], RECEIPT.replace("index 699", "index 0699"), "x" * 5_000_000]
)
def test_what_is_no_receipt_is_said_to_be_none(text):
    with pytest.raises(ProblemError) as refused:
        check_receipt(text, SIGNER.verifier)
    assert refused.value.problems[0].code == "no-receipt"


def test_another_record_cannot_have_signed_it():
    with pytest.raises(ProblemError):
        check_receipt(RECEIPT, Signer("services.hillford.example/record", bytes(32)).verifier)


def test_no_flipped_bit_tells_anything_else():
    """Every bit is refused, or tells the same as before (as a line ending may)."""
    true, chance, accepted = check_receipt(RECEIPT, SIGNER.verifier), random.Random(24), []
    data = RECEIPT.encode()
    bits = range(len(data) * 8) if THOROUGH else chance.sample(range(len(data) * 8), 1500)
    for bit in bits:
        changed = bytearray(data)
        changed[bit // 8] ^= 1 << bit % 8
        try:
            accepted.append(check_receipt(changed.decode(), SIGNER.verifier))
        except (ProblemError, UnicodeDecodeError):
            continue
    print(f"\n{len(bits)} bits flipped, {len(accepted)} harmless")
    assert all(isinstance(one, Proved) and one == true for one in accepted)


def test_base64_that_says_the_same_in_another_way_is_refused():
    line = RECEIPT.split("\n")[1]
    padded = base64.b64encode(base64.b64decode(line.removeprefix("extra ")) + b"\n").decode()
    with pytest.raises(ProblemError):
        check_receipt(RECEIPT.replace(line, f"extra {padded}"), SIGNER.verifier)
