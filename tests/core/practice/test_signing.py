"""A signature tells who; every way to fake one is seen, and an old edition is not taken for the newest."""

from dataclasses import replace

import pytest
from tests.core.practice.samples import SECRET, practice, signed

from servewell.core.practice import Practice, Signature, parse_practice, print_practice, sign, standing
from servewell.core.practice.signing import Latest, content_hash, public_key, read_key, write_key

KEY = public_key(SECRET)
KNOWN = {"riverton": KEY}
OTHER = bytes(32)


def code(one: Practice, latest: dict[tuple[str, str], Latest] | None = None) -> str:
    found = standing(one, KNOWN, latest)
    assert found.words.endswith(".")
    assert found.is_known == (found.code == "known")
    return found.code


def test_what_is_signed_is_known_after_it_was_written_and_read() -> None:
    again = parse_practice(print_practice(signed()))
    assert again.practice is not None
    assert code(again.practice) == "known"


def test_the_order_of_a_file_and_its_comments_are_not_signed_but_every_value_is() -> None:
    text = "# a copy\n" + print_practice(signed())
    shuffled = parse_practice(text).practice
    assert shuffled is not None
    assert code(shuffled) == "known"


@pytest.mark.parametrize(
    "change",
    [
        {"name": "other"}, {"number": 3}, {"against": ("wait",)}, {"changes": ()}, {"cautions": 0}, {"evidence": ()},
        {"texts": {"en": {}}}, {"language": "fr"},
    ],
)  # fmt: skip
def test_nothing_can_be_changed_after_signing(change: dict) -> None:
    assert code(replace(signed(), **change)) == "wrong-signature"


def test_every_byte_of_a_signature_counts() -> None:
    sound = signed().signature
    assert sound is not None
    raw = read_key(sound.signature, 64)
    assert raw is not None
    for place in range(64):
        bad = bytes(byte ^ (1 if at == place else 0) for at, byte in enumerate(raw))
        assert code(replace(signed(), signature=replace(sound, signature=write_key(bad)))) == "wrong-signature"


@pytest.mark.parametrize(
    ("one", "expected"),
    [
        (practice(), "unsigned"),
        (replace(signed(), signature=Signature("hillford", KEY, signed().signature.signature)), "other-signer"),
        (sign(practice(agency="elsewhere"), SECRET), "unknown-agency"),
        (sign(practice(), OTHER), "other-key"),
        (replace(signed(), signature=Signature("riverton", KEY, "ed25519:")), "wrong-signature"),
        (replace(signed(), signature=Signature("riverton", "ed25519:AAAA", "ed25519:AAAA")), "wrong-signature"),
        (replace(signed(), signature=Signature("riverton", KEY.replace("ed25519:", "rsa:"), "x")), "wrong-signature"),
    ],
)
def test_other_signers_are_told_apart(one: Practice, expected: str) -> None:
    assert code(one) == expected


def test_an_earlier_edition_or_another_content_of_the_same_is_a_replay() -> None:
    of = ("riverton", "send-documents-later")
    now = Latest(2, content_hash(practice()))
    assert code(signed(), {of: now}) == "known"
    assert code(signed(number=3), {of: now}) == "known"
    assert code(signed(number=1), {of: now}) == "replayed"
    assert code(signed(cautions=0), {of: now}) == "replayed"


@pytest.mark.parametrize("text", ["", "ed25519:", "ed25519:!!", "ed25519:" + "A" * 43, "ed25519:" + "A" * 44 + "\n"])
def test_a_key_has_one_way_to_be_written(text: str) -> None:
    assert read_key(text) is None
    assert read_key(KEY) is not None
