"""Ideas that say about the same are found in any language; others are not."""

import pytest

from servewell.apps.feedback.similar import MOST, similar

KNOWN = {
    "proof": "Ask for the proof of address at the beginning, not at the end.",
    "counter": "Open the counter on Saturday mornings for people who work.",
    "sms": "Send a text message when the permit is ready.",
    "es": "Pedir el justificante de domicilio al principio.",
    "ar": "أرسلوا رسالة نصية عندما يصبح التصريح جاهزا",
}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Please ask for proof of the address first", "proof"),
        ("Could the counter be open on Saturdays?", "counter"),
        ("I would like a text message once my permit is ready", "sms"),
        ("Pidan el justificante del domicilio al principio", "es"),
        ("رسالة نصية عندما يصبح التصريح جاهزا", "ar"),
    ],
)
def test_about_the_same_is_found_first(text, found):
    assert similar(text, KNOWN)[0] == found


@pytest.mark.parametrize("text", ["Paint the walls green.", "The people at the counter were kind", "", "!!! ???", "a"])
def test_other_things_are_not_found(text):
    assert "proof" not in similar(text, KNOWN)
    assert len(similar(text, KNOWN)) <= 1


def test_few_are_suggested_and_without_ideas_none():
    assert similar("Less paper please", {}) == ()
    assert len(similar("Less paper", {str(n): f"Less paper {n}" for n in range(9)})) == MOST
