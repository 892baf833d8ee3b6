import pytest
from tests.core.definition.sound import SOUND, SPANISH

from servewell.core.definition import parse
from servewell.core.definition.differences import differences


def changed(old: str, new: str, *, spanish: tuple[str, str] = ("", "")) -> list[tuple[str, str]]:
    assert old in SOUND
    before = parse(SOUND, translations={"es": ("es", SPANISH)}).definition
    after = parse(SOUND.replace(old, new, 1), translations={"es": ("es", SPANISH.replace(*spanish))}).definition
    assert before is not None
    assert after is not None
    return [(one.kind, one.words) for one in differences(before, after)]


STAGES = "stages: [received, {stage: checking, promise: 3 working days}, decided]"
CHANGES = (
    ("      blind:", "      deaf: {type: yes or no, label: Are you deaf?}\n      blind:",
     "question", "Page 'Your sight': new question 'deaf'"),
    ("      colour: {type: choice, label: Which colour?, choices: {red: Red, blue: Blue}}\n", "",
     "question", "Page 'Your sight': question 'colour' removed"),
    ("label: Are you blind?", "label: Can you see?",
     "wording", "Page 'Your sight', question 'blind': label changed from 'Are you blind?' to 'Can you see?'"),
    ("label: Are you blind?", "label: Are you blind?, hint: At all",
     "wording", "Page 'Your sight', question 'blind': new hint 'At all'"),
    ("only if: not(blind)", "only if: blind",
     "rule", "Page 'Your sight', question 'metres': 'only if' changed from 'not(blind)' to 'blind'"),
    ("metres >= 0", "metres >= 1",
     "rule", "Page 'Your sight', question 'metres': 'must' changed from 'metres >= 0' to 'metres >= 1'"),
    ("blue: Blue", "green: Green",
     "choice", "Page 'Your sight', question 'colour': new choice 'green': 'Green'"),
    ("max size: 10 MB", "max size: 5 MB", "question",
     "Page 'Your sight', question 'proof': max size changed from 10000000 to 5000000"),
    ("born: {type: date", "born: {type: month",
     "question", "Page 'Your sight', question 'people.born': type changed from date to month"),
    ("lives_here = false", "not(lives_here)",
     "rule", "Page 'You cannot apply': 'only if' changed from 'lives_here = false' to 'not(lives_here)'"),
    ("decide within: 10", "decide within: 5",
     "promise", "promise changed from 10 working days for 90% to 5 working days for 90%"),
    ("else price", "else price + 1",
     "fee", "fee changed from 'if blind then 0 else price' to 'if blind then 0 else price + 1'"),
    ("price: 10", "price: 12", "value", "value 'price' changed from 10 to 12"),
    ("home.postcode in served", "true",
     "rule", "criterion 'lives_here' changed from 'home.postcode in served' to 'true'"),
    (STAGES, STAGES.replace("3", "4"),
     "promise", "stage 'checking': promise changed from 3 working days to 4 working days"),
    (STAGES, STAGES.replace("received, ", "received, visit, "), "stage", "new stage 'visit'"),
    (", walks: You can walk.", "", "closure", "decision 'refuse': reason 'walks' removed"),
    ("appeal within: 28 days", "appeal within: 14 days",
     "closure", "decision 'refuse': appeal within changed from 28 days to 14 days"),
    ("channels: [online, phone]", "channels: [online]", "service", "channels changed from online, phone to online"),
)  # fmt: skip


@pytest.mark.parametrize(("old", "new", "kind", "words"), CHANGES)
def test_a_change_is_said_in_words(old: str, new: str, kind: str, words: str) -> None:
    assert (kind, words) in changed(old, new)


def test_equal_definitions_have_no_differences() -> None:
    assert changed("Your sight", "Your sight") == []


def test_a_new_question_is_not_also_said_as_new_texts() -> None:
    found = changed("      blind:", "      deaf: {type: yes or no, label: Are you deaf?, hint: x}\n      blind:")
    assert found == [("question", "Page 'Your sight': new question 'deaf'")]


def test_the_order_of_pages_and_questions() -> None:
    line = "      full_name: {type: name, label: What is your name?}\n"
    (found,) = changed(line, "", spanish=("x", "x"))
    assert found == ("question", "Page 'About you': question 'full_name' removed")
    home = "      home: {type: address, label: Where do you live?}\n"
    assert changed(line + home, home + line) == [
        ("order", "Page 'About you': questions in another order: home, full_name")
    ]


def test_a_translation_that_was_not_changed_with_its_source_may_be_stale() -> None:
    found = changed("label: Are you blind?", "label: Can you see?")
    words = "Page 'Your sight', question 'blind': label: the es text may be stale, only the source text changed"
    assert ("translation", words) in found
    both = changed("label: Are you blind?", "label: Can you see?", spanish=("¿Es usted ciego?", "¿Ve usted?"))
    assert [kind for kind, _ in both] == ["wording"]


def test_a_changed_translation_is_said() -> None:
    found = changed("Your sight", "Your sight", spanish=("¿Es usted ciego?", "¿Ve usted?"))
    words = "Page 'Your sight', question 'blind': label: the es text changed from '¿Es usted ciego?' to '¿Ve usted?'"
    assert found == [("translation", words)]
