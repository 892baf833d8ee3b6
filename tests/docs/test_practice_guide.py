"""The guide to practices says what is true: its practice applies, no key is left out, codes are documented."""

import ast
import re
from pathlib import Path
from typing import get_args

from servewell.core.definition import load_folder
from servewell.core.evidence.fields import FIELDS, VERIFIED
from servewell.core.insight.finding import Kind as FindingKind
from servewell.core.practice import apply, keys, parse_practice

ROOT = Path(__file__).parents[2]
GUIDE = (ROOT / "docs/guide/share-a-practice.md").read_text(encoding="utf-8")
EVIDENCE = (ROOT / "docs/guide/read-evidence.md").read_text(encoding="utf-8")
PROBLEMS = (ROOT / "docs/develop/problems.md").read_text(encoding="utf-8")


def test_the_practice_of_the_guide_does_what_the_guide_prints() -> None:
    (text,) = re.findall(r"```yaml\n(.*?)```", GUIDE, re.DOTALL)
    found = parse_practice(text)
    assert found.problems == ()
    assert found.practice is not None
    service = load_folder(ROOT / "examples/disabled-parking-permit").definition
    assert service is not None
    applied = apply(found.practice, service)
    said = {one.words for one in applied.differences} | {": ".join(one) for one in applied.to_translate}
    shown = re.findall(r"^- (Page .*|ar: .*)$", GUIDE, re.MULTILINE)
    assert len(shown) == 3
    assert set(shown) <= said


def test_every_key_is_told() -> None:
    told = set(re.findall(r"`([a-z][a-z ]*)`", GUIDE))
    every = [*keys.TOP, *keys.CHANGE]
    for table in (keys.PARTS, keys.SETTINGS, keys.SAYS):
        every += [key for known in table.values() for key in known]
    assert {key.name for key in every} - told == set()
    (kinds,) = re.findall(r"kinds of findings: (.*) \|", GUIDE)
    assert tuple(kinds.split(", ")) == get_args(FindingKind)


def test_every_column_of_evidence_is_told() -> None:
    told = re.findall(r"`([a-z ]+)`", "".join(re.findall(r"^\| (`.*?) \|", EVIDENCE, re.MULTILINE)))
    assert told == [field.name for field in (*FIELDS, VERIFIED)]


def test_every_code_of_a_problem_is_documented() -> None:
    documented = set(re.findall(r"`([a-z0-9-]+)`", PROBLEMS + (ROOT / "docs/guide/importing-forms.md").read_text()))
    sources = [ROOT / "src/servewell" / name for name in (
        "core/practice", "core/evidence", "cli/practice.py", "cli/commons.py", "cli/evidence.py", "gateways/commons.py",
        "gateways/signing_keys.py",
    )]  # fmt: skip
    files = [file for path in sources for file in (path.rglob("*.py") if path.is_dir() else [path])]
    used = {code for file in files for code in _codes(file)}
    assert len(used) > 30
    assert used - documented == set()


def _codes(path: Path) -> set[str]:
    """Return the first words given to `Problem` and `refuse`."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if name in ("Problem", "refuse"):
                found.add(str(node.args[0].value))
    return found
