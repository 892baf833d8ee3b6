"""What the documents say about commands, files and keys is so."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from servewell.cli.main import COMMANDS
from servewell.core.definition import json_schema

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
DOCUMENTS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md", *sorted(ROOT.glob("docs/**/*.md"))]
LINK = re.compile(r"\]\((?!https?:|mailto:)([^)#\s]*)(?:#([^)\s]+))?\)")
FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
GUIDE = ROOT / "docs" / "guide" / "write-a-service.md"


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def prose_of(path: Path) -> str:
    """Return a document without its blocks of code."""
    return FENCE.sub("", path.read_text(encoding="utf-8"))


def anchors_of(path: Path) -> set[str]:
    """Return the anchors of a document's headings, as code hosts make them."""
    headings = re.findall(r"^#+ (.+)$", prose_of(path), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in headings}


def test_the_readme_lists_every_command_once_and_no_other() -> None:
    listed = re.findall(r"^\| `servewell ([a-z]+)", README, re.MULTILINE)
    assert listed == list(dict.fromkeys(listed))
    assert set(listed) == set(COMMANDS)


def test_the_first_two_commands_of_the_readme_set_everything_up() -> None:
    commands = [
        line.removeprefix("$ ").split("#")[0].strip()
        for block in re.findall(r"^```[a-z]*\n(.*?)^```", README, re.MULTILINE | re.DOTALL)
        for line in block.splitlines()
        if line.removeprefix("$ ").startswith("make ")
    ]
    assert commands[:2] == ["make demo", "make test"]


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(command: str) -> None:
    if command == "manage":
        pytest.skip("`servewell manage --help` is Django's own help and needs an installation")
    words = [sys.executable, "-m", "servewell.cli.main", command, "--help"]
    shown = subprocess.run(words, capture_output=True, text=True, timeout=60, check=False)
    assert shown.returncode == 0, shown.stderr
    assert f"servewell {command}" in shown.stdout


def test_the_help_names_every_command() -> None:
    words = [sys.executable, "-m", "servewell.cli.main", "--help"]
    shown = subprocess.run(words, capture_output=True, text=True, timeout=60, check=True).stdout
    assert all(re.search(rf"^    {command} ", shown, re.MULTILINE) for command in COMMANDS)


@pytest.mark.parametrize("path", DOCUMENTS, ids=name_of)
def test_every_link_leads_somewhere(path: Path) -> None:
    broken = []
    for target, anchor in LINK.findall(prose_of(path)):
        file = (path.parent / target).resolve() if target else path
        if not file.exists():
            broken.append(target)
        elif anchor and file.suffix == ".md" and anchor not in anchors_of(file):
            broken.append(f"{target}#{anchor}")
    assert broken == []


def schema_keys(schema: object) -> set[str]:
    """Return every key that the schema knows, at any depth."""
    if isinstance(schema, dict):
        found = {key for part in schema.values() for key in schema_keys(part)}
        properties = schema.get("properties")
        return found | set(properties) if isinstance(properties, dict) else found
    return {key for part in schema for key in schema_keys(part)} if isinstance(schema, list) else set()


def guide_tables() -> list[tuple[str, set[str]]]:
    """Return (heading, keys in the first column) of each table of keys in the guide."""
    tables = []
    for heading, text in re.findall(r"^## (.+?)\n(.*?)(?=^## |\Z)", prose_of(GUIDE), re.MULTILINE | re.DOTALL):
        for table in re.findall(r"^\| key \|.*?(?=\n\n|\Z)", text, re.MULTILINE | re.DOTALL):
            rows = [row.split("|")[1] for row in table.splitlines()[2:]]
            tables.append((heading, {key for row in rows for key in re.findall(r"`([^`]+)`", row)}))
    return tables


def test_keys_in_the_guide_are_keys_of_definitions() -> None:
    known = schema_keys(json_schema())
    # The keys of examples.yaml have a table of their own.
    unknown = {heading: keys - known for heading, keys in guide_tables() if "example" not in keys}
    assert {heading: keys for heading, keys in unknown.items() if keys} == {}


def test_the_guide_leaves_no_key_out() -> None:
    told = set(re.findall(r"`([a-z][a-z ]*)`", GUIDE.read_text(encoding="utf-8")))
    told |= set(re.findall(r"^\s*(?:- )?\{?([a-z][a-z ]*):", GUIDE.read_text(encoding="utf-8"), re.MULTILINE))
    assert schema_keys(json_schema()) - told == set()
