"""References survive being read over the phone; secrets cannot be guessed."""

from servewell.apps.cases import tokens


def test_references_are_read_however_they_are_typed():
    reference = tokens.new_reference()
    for typed in (reference, reference.lower(), reference.replace("-", ""), f"  {reference.replace('-', ' ')} "):
        assert tokens.read_reference(typed) == reference


def test_any_one_wrong_sign_and_any_swap_of_neighbours_is_noticed():
    signs = tokens.new_reference().replace("-", "")
    for place, sign in enumerate(signs):
        for other in tokens.SIGNS:
            if other != sign:
                assert tokens.read_reference(signs[:place] + other + signs[place + 1 :]) is None
    for place in range(len(signs) - 1):
        if signs[place] != signs[place + 1]:
            swapped = signs[:place] + signs[place + 1] + signs[place] + signs[place + 2 :]
            assert tokens.read_reference(swapped) is None


def test_what_cannot_be_a_reference_is_none():
    for typed in ("", "ABC", "0" * 10, "\ud800" * 10, "x" * 10_000, "٣" * 10):
        assert tokens.read_reference(typed) is None


def test_references_and_ids_do_not_repeat():
    assert len({tokens.new_reference() for _ in range(2_000)}) == 2_000
    assert len({tokens.new_id() for _ in range(2_000)}) == 2_000
