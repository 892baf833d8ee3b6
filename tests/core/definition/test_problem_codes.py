"""Every fault that `check` finds has a stable code, an example here and an entry in docs/develop/problems.md."""

import re
from pathlib import Path

import pytest
from tests.core.definition.sound import SOUND, SPANISH, TRANSLATIONS

from servewell.core.definition import parse

ROOT = Path(__file__).parents[3]
SOURCE = ROOT / "src" / "servewell" / "core" / "definition"
RULES = ROOT / "src" / "servewell" / "core" / "rules"

NAME_LINE = "      full_name: {type: name, label: What is your name?}\n"


def table(rest: str) -> str:
    return f"tables: {{walk_fee: {{by: [metres], {rest}}}}}\n".replace("[-,", "['-',")


WRONG = (
    # code, what stands in the sound definition, what is written instead, part of a line that the problem points to
    ("unknown-key", "summary:", "sumary:", "sumary"),
    ("unknown-key", "label: Are you blind?", "label: Are you blind?, hnt: x", "blind:"),
    ("missing-key", "service: parking-permit\n", "", "title: Apply"),
    ("wrong-shape", "needs: [Proof of address]", "needs: Proof of address", "needs:"),
    ("missing-text", "title: Apply for a parking permit", "title:", "title:"),
    ("missing-text", "label: Are you blind?", "hint: x", "blind:"),
    ("missing-text", "    title: Your sight\n", "", "- page: sight"),
    ("duplicate-key", NAME_LINE, NAME_LINE * 2, "full_name"),
    ("duplicate-name", "- page: sight", "- page: about-you", "page: about-you"),
    ("duplicate-name", "      blind: {type: yes or no", "      price: {type: yes or no", "price: {type"),
    ("bad-name", "full_name: {type: name", "Full-Name: {type: name", "Full-Name"),
    ("bad-name", "full_name: {type: name", "between: {type: name", "between"),
    ("bad-yes-no", "label: Are you blind?", "label: Are you blind?, optional: maybe", "blind:"),
    ("bad-duration", "keep: 3 years", "keep: three years", "keep:"),
    ("bad-duration", "keep: 3 years", "keep: 3 years after desicion", "keep:"),
    ("kept-too-long", "label: Are you blind?", "label: Are you blind?, keep: 37 months", "blind:"),
    ("kept-too-long", "    title: Your sight\n", "    title: Your sight\n    keep: 4 years\n", "- page: sight"),
    ("bad-count", "at most: 9", "at most: many", "people:"),
    ("bad-count", "at most: 9", "at least: 9, at most: 1", "people:"),
    ("bad-share", "for: 90%", "for: 120%", "promise:"),
    ("bad-size", "10 MB", "10 floppies", "proof:"),
    ("unknown-type", "type: yes or no", "type: yes or noo", "blind:"),
    ("unknown-channel", "[online, phone]", "[online, fone]", "channels:"),
    ("unknown-file-type", "accept: [pdf", "accept: [pfd", "proof:"),
    ("key-not-for-type", "type: name", "type: name, choices: {a: A}", "full_name:"),
    ("no-choices", ", choices: {red: Red, blue: Blue}", "", "colour:"),
    ("empty-group", ", ask: {born: {type: date, label: Born}}", "", "people:"),
    ("nested-group", "born: {type: date, label: Born}", "sub: {type: group, label: X, ask: {a: {}}}", "people:"),
    ("end-page-asks", "    end: {because", "    ask: {q: {type: text, label: Q}}\n    end: {because", "ask: {q"),
    ("unknown-section", "section: rest", "section: resd", "page: sight"),
    ("unused", "section: rest\n", "text: x\n", "sections:"),
    ("unused", "else price", "else 10", "values:"),
    ("unused", ", {stage: checking, promise: 3 working days}, decided]", "]", "stages"),
    ("unused", SOUND[SOUND.index("decisions:") :], "", "stages"),
    ("unused", "walks: You can walk.", "walks: You live elsewhere.", "reasons:"),
    ("missing-reasons", "    reasons: {elsewhere: You live elsewhere., walks: You can walk.}\n", "", "refuse:"),
    ("dead-end", "    only if: lives_here = false\n", "", "page: too-far"),
    ("unreachable-page", "    only if: lives_here = false\n", "", "page: sight"),
    ("unreachable-page", "    title: Your sight\n", "    title: Your sight\n    only if: 1 > 2\n", "only if: 1 > 2"),
    ("no-questions", SOUND[SOUND.index("pages:") : SOUND.index("declaration:")],
     "pages: [{page: only, title: Only}]\n", "pages:"),
    ("circular-only-if", "label: Are you blind?", "label: Are you blind?, only if: metres > 1", "blind:"),
    ("circular-only-if", "home.postcode in served", "home.postcode in served and lives_here", "lives_here:"),
    ("circular-only-if", "    title: Your sight\n", "    title: Your sight\n    only if: blind\n", "only if: blind"),
    ("forward-reference", "label: What is your name?", "label: What is your name?, only if: blind", "full_name:"),
    ("forward-reference", "home.postcode in served", "home.postcode in served and blind", "lives_here = false"),
    ("forward-reference", "label: What is your name?",
     "label: What is your name?, must: {rule: blind, otherwise: x}", "full_name:"),
    ("unknown-name", "not(blind)", "not(blnd)", "only if: not(blnd)"),
    ("wrong-type", "not(blind)", "blind + 1", "only if: blind + 1"),
    ("wrong-type", "else price", "else true", "fee:"),
    ("divide-by-zero", "rule: metres >= 0", "rule: 10 / metres > 1", "must:"),
    ("unknown-function", "not(blind)", "nott(blind)", "only if:"),
    ("wrong-parameters", "not(blind)", "not(blind, blind)", "only if:"),
    ("rule-too-large", "not(blind)", f"not(blind){' or not(blind)' * 3_000}", "only if:"),
    ("rule-too-deep", "not(blind)", f"{'(' * 100}blind{')' * 100}", "only if:"),
    ("rule-syntax", "not(blind)", "not(blind", "only if:"),
    ("rule-syntax", "only if: not(blind)", "only if:", "only if:"),
    ("unknown-hit", "criteria:\n", f"{table('hit: best, rows: [[1, 2]]')}criteria:\n", "tables:"),
    ("wrong-row", "criteria:\n", f"{table('rows: [[1]]')}criteria:\n", "tables:"),
    ("wrong-row", "criteria:\n", f"{table('rows: []')}criteria:\n", "tables:"),
    ("circular-table", "criteria:\n", f"{table('rows: [[-, walk_fee]]')}criteria:\n", "tables:"),
    ("table-gap", "criteria:\n", f"{table('rows: [[< 3, 1]]')}criteria:\n", "tables:"),
    ("table-overlap", "criteria:\n", f"{table('rows: [[-, 1], [< 3, 2]]')}criteria:\n", "tables:"),
    ("row-never-counts", "criteria:\n", f"{table('hit: first, rows: [[-, 1], [3, 2]]')}criteria:\n", "tables:"),
    ("table-not-checkable", "criteria:\n", f"{table('rows: [[price + metres, 1]]')}criteria:\n", "tables:"),
    ("hidden-name", "fee: if blind then 0 else price",
     f"fee: sum(for metres in [1, 2] return walk_fee)\n{table('rows: [[-, 1]]')}", "fee:"),
    ("unknown-placeholder", "Hello {full_name}", "Hello {fullname}", "Hello {fullname}"),
    ("unknown-language", "languages: [en, es]", "languages: [en]", None),
    ("missing-translation", "languages: [en, es]", "languages: [en, es, ar]", "languages:"),
    ("empty-file", SOUND, "# nothing\n", "# nothing"),
    ("several-documents", "keep: 3 years", "--- \nkeep: 3 years", "---"),
    ("yaml-syntax", "title: Your sight", "title: Your: sight", "Your: sight"),
    ("yaml-syntax", "    title: Your sight", "\ttitle: Your sight", "\ttitle"),
    ("yaml-syntax", "end: {because: You live elsewhere., ", "end: {because: You live elsewhere. ", None),
    ("yaml-tag", "title: Your sight", "title: !!python/object:os.system x", "!!python"),
    ("yaml-anchor", "title: Your sight", "title: &a Your sight", "&a"),
    ("yaml-anchor", "title: Your sight", "title: *a", "*a"),
    ("yaml-merge-key", "    title: Your sight", "    <<: {title: x}", "<<"),
    ("yaml-directive", "service: parking-permit", "%YAML 1.1\n---\nservice: x", "%YAML"),
    ("bad-key", "keep: 3 years", "? [a, b]\n: 3 years", "? [a, b]"),
    ("too-deep", "keep: 3 years", f"keep: {'[' * 40}{']' * 40}", "keep:"),
    ("too-large", "keep: 3 years", f"keep: {'x' * 1_000_000}", "service:"),
    ("bad-character", "Your sight", "Your\x07sight", "Your\x07sight"),
    ("bad-character", "Your sight", '"Your\\x07sight"', "title:"),
)  # fmt: skip


@pytest.mark.parametrize(("code", "old", "new", "line"), WRONG, ids=[f"{row[0]}-{i}" for i, row in enumerate(WRONG)])
def test_each_fault_is_found_with_its_line(code: str, old: str, new: str, line: str | None) -> None:
    assert old in SOUND
    text = SOUND.replace(old, new, 1)
    problems = [problem for problem in parse(text, translations=TRANSLATIONS).problems if problem.code == code]
    assert problems, parse(text, translations=TRANSLATIONS).problems
    lines = text.split("\n")
    assert all(problem.found and problem.where.line for problem in problems)
    assert line is None or any(line in lines[(problem.where.line or 0) - 1] for problem in problems)


WRONG_SPANISH = (
    ("missing-text", "title: Solicite un permiso\n", "", None),
    ("missing-text", "blind: {label: ¿Es usted ciego?}", "blind: {}", None),
    ("unknown-text", "blind: {label: ¿Es usted ciego?}", "blnd: {label: x}", "blnd:"),
    ("unknown-key", "declaration:", "declaracion:", "declaracion:"),
    ("placeholder-mismatch", "{full_name}", "{nombre}", "sight:"),
    ("wrong-language", "language: es", "language: fr", "language:"),
    ("yaml-syntax", "summary: Un", "summary: Un: ", "summary:"),
)


@pytest.mark.parametrize(("code", "old", "new", "line"), WRONG_SPANISH)
def test_each_fault_of_a_translation_is_found_in_its_file(code: str, old: str, new: str, line: str | None) -> None:
    assert old in SPANISH
    text = SPANISH.replace(old, new, 1)
    problems = parse(SOUND, translations={"es": ("texts.es.yaml", text)}).problems
    found = [problem for problem in problems if problem.code == code]
    assert found, problems
    assert {problem.where.file for problem in found} == {"texts.es.yaml"}
    assert line is None or line in text.split("\n")[(found[0].where.line or 0) - 1]


def test_a_sound_definition_has_no_fault() -> None:
    assert parse(SOUND, translations=TRANSLATIONS).problems == ()


def test_all_faults_are_found_at_once_in_the_order_of_the_file() -> None:
    text = SOUND.replace("keep: 3 years", "keep: x").replace("not(blind)", "not(blnd)").replace("10 MB", "MB")
    problems = parse(text, translations=TRANSLATIONS).problems
    assert [problem.code for problem in problems] == ["bad-duration", "unknown-name", "bad-size"]


def test_a_problem_names_page_question_and_the_nearest_name() -> None:
    (problem,) = parse(SOUND.replace("not(blind)", "not(blnd)"), translations=TRANSLATIONS).problems
    assert (problem.where.page, problem.where.question) == ("sight", "metres")
    assert "blind" in problem.fix


def test_a_file_that_is_not_utf_8_names_the_line() -> None:
    (problem,) = parse(SOUND.encode().replace(b"Your sight", b"Your \xff sight")).problems
    assert problem.code == "not-utf-8"
    assert problem.where.line == SOUND[: SOUND.index("Your sight")].count("\n") + 1


def codes_in_source() -> set[str]:
    calls = re.compile(
        r'(?:Problem|refuse|_refuse|_Refused)\(\s*"([a-z-]+)"|"((?:bad|unknown|rule|wrong|divide)-[a-z-]+)"'
    )
    texts = [path.read_text(encoding="utf-8") for path in (*SOURCE.glob("*.py"), *RULES.rglob("*.py"))]
    return {code for text in texts for found in calls.findall(text) for code in found if code}


def test_every_code_has_an_example_here() -> None:
    # Tested above, in test_files.py and where walks and examples are tested.
    elsewhere = {"not-utf-8", "unreadable-file", "bad-example", "example-failed", "no-valid-answer", "walk-differs"}
    shown = {row[0] for row in WRONG} | {row[0] for row in WRONG_SPANISH} | elsewhere
    assert codes_in_source() - shown == set()


def test_every_code_is_documented_with_an_example() -> None:
    text = (ROOT / "docs" / "develop" / "problems.md").read_text(encoding="utf-8")
    documented = set(re.findall(r"^\| `([a-z-]+)` \|", text, flags=re.MULTILINE))
    shown = {row[0] for row in WRONG} | {row[0] for row in WRONG_SPANISH}
    assert (codes_in_source() | shown) - documented == set()


ENDS = """\
service: a
title: T
agency: b
pages:
  - page: one
    title: One
    ask:
      blind: {type: yes or no, label: L}
      kind: {type: choice, label: L, choices: {home: H, work: W}}
  - page: end-blind
    title: E
    only if: blind
    end: {because: x}
  - page: end-other
    title: E
    only if: OTHER
    end: {because: x}
  - page: two
    title: Two
    ask: {q: {type: text, label: L}}
"""


@pytest.mark.parametrize(
    ("other", "is_reached"),
    [("not(blind)", False), ("blind = false", False), ('kind = "work"', True), ('not(blind) and kind = "home"', True)],
)
def test_a_page_behind_end_pages_for_everyone_is_unreachable(other: str, is_reached: bool) -> None:
    codes = [problem.code for problem in parse(ENDS.replace("OTHER", other)).problems]
    assert codes == ([] if is_reached else ["unreachable-page"])


def test_an_optional_question_leaves_a_way_through() -> None:
    text = ENDS.replace("OTHER", "not(blind)").replace(
        "blind: {type: yes or no,", "blind: {type: yes or no, optional: yes,"
    )
    assert parse(text).problems == ()


def test_a_fault_in_a_rule_of_several_lines_names_its_own_line() -> None:
    rule = '|\n      blind\n      and kind = "home"\n      and knid = "x"'
    (problem,) = parse(ENDS.replace("OTHER", rule)).problems
    line = ENDS[: ENDS.index("OTHER")].count("\n") + 4
    assert (problem.code, problem.where.line, problem.where.page) == ("unknown-name", line, "end-other")
