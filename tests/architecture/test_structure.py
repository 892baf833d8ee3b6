"""The house rules that a machine can check. The lists of exceptions only shrink; each has its reason."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "servewell"
MODULES = sorted(path for path in SOURCE.rglob("*.py") if "migrations" not in path.parts)
FORBIDDEN_NAMES = {"utils", "helpers", "common", "misc", "base"}
# Django finds a database backend only under the name `base`.
DATABASE_BACKENDS = {"gateways/sqlite/base.py", "gateways/postgresql/base.py"}
LONGEST_FILE = 400
LONGEST_FUNCTION = 50
LONGEST_TEMPLATE = 120

LONG_FILES: dict[str, str] = {}
LONG_FUNCTIONS: dict[str, str] = {}
LONG_TEMPLATES: dict[str, str] = {}


def lines_of(path: Path) -> int:
    return path.read_text(encoding="utf-8").count("\n")


def name_of(path: Path) -> str:
    return path.relative_to(SOURCE).as_posix()


def test_no_module_is_a_dumping_ground() -> None:
    found = [
        name_of(path)
        for path in MODULES
        if FORBIDDEN_NAMES & {path.stem, *path.relative_to(SOURCE).parts} and name_of(path) not in DATABASE_BACKENDS
    ]
    assert not found


def test_files_stay_small_enough_to_hold_in_mind() -> None:
    long_files = {name_of(path) for path in MODULES if lines_of(path) > LONGEST_FILE}
    assert long_files == set(LONG_FILES), "split the new ones; take the mended ones off the list"


def test_functions_stay_small_enough_to_read_at_once() -> None:
    long_functions = {
        f"{name_of(path)}:{node.name}"
        for path in MODULES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef) and (node.end_lineno or 0) - node.lineno + 1 > LONGEST_FUNCTION
    }
    assert long_functions == set(LONG_FUNCTIONS), "split the new ones; take the mended ones off the list"


def test_templates_stay_small() -> None:
    templates = [path for path in SOURCE.rglob("templates/**/*") if path.suffix in {".html", ".txt"}]
    long_templates = {name_of(path) for path in templates if lines_of(path) > LONGEST_TEMPLATE}
    assert long_templates == set(LONG_TEMPLATES)


@pytest.mark.parametrize("folder", ["core", "gateways", "apps"])
def test_the_clock_is_read_only_at_the_edge(folder: str) -> None:
    """`now` is passed in: below web, cli and config nobody asks for the time."""
    clocks = ("datetime.now(", "timezone.now(", "time.time(", "date.today(", "utcnow(")
    found = [
        f"{name_of(path)}: {clock}"
        for path in MODULES
        if name_of(path).startswith(folder)
        for clock in clocks
        if clock in path.read_text(encoding="utf-8")
    ]
    assert not found


def test_imports_point_one_way() -> None:
    lint_imports = Path(sys.executable).parent / "lint-imports"
    result = subprocess.run([lint_imports, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout
