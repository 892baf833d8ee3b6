"""The gates of style and architecture really catch what they are there for: each is given a planted fault."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FAULTS = {
    "S608": "def of(name, cursor):\n    cursor.execute(f\"SELECT * FROM event WHERE kind = '{name}'\")\n",
    "S307": "def of(text):\n    return eval(text)\n",
    "S102": "def of(text):\n    exec(text)\n",
    "S602": "import subprocess\n\n\ndef of(name):\n    subprocess.run(f'ls {name}', shell=True, check=True)\n",
    "S301": "import pickle\n\n\ndef of(content):\n    return pickle.loads(content)\n",
    "S506": "import yaml\n\n\ndef of(text):\n    return yaml.load(text, Loader=yaml.Loader)\n",
    "S324": "import hashlib\n\n\ndef of(content):\n    return hashlib.md5(content)\n",
    "S311": "import random\n\n\ndef code():\n    return random.randint(0, 999_999)\n",
    "S308": "from django.utils.safestring import mark_safe\n\n\ndef of(text):\n    return mark_safe(text)\n",
    "S701": "import jinja2\n\nenvironment = jinja2.Environment(autoescape=False)\n",
    "S314": "import xml.etree.ElementTree as tree\n\n\ndef of(text):\n    return tree.fromstring(text)\n",
    "S105": "password = 'hunter2'\n",
    "S501": "import requests\n\n\ndef of(address):\n    return requests.get(address, timeout=1, verify=False)\n",
    "BLE001": "def of(act):\n    try:\n        act()\n    except Exception:\n        return None\n",
    "DTZ005": "import datetime\n\n\ndef now():\n    return datetime.datetime.now()\n",
    "T201": "print('left behind')\n",
}


@pytest.fixture(scope="module")
def flagged() -> dict[str, set[str]]:
    """Give all planted faults to the linter as the project runs it; return the rules that each broke."""
    found: dict[str, set[str]] = {}
    for rule, content in FAULTS.items():
        done = subprocess.run(
            [sys.executable, "-m", "ruff", "check", "--no-cache", "--output-format", "json",
             "--stdin-filename", "src/servewell/apps/cases/planted.py", "-"],
            input=content, cwd=ROOT, capture_output=True, text=True, check=False,
        )  # fmt: skip
        found[rule] = {one["code"] for one in json.loads(done.stdout)}
    return found


@pytest.mark.parametrize("rule", FAULTS)
def test_the_linter_catches_a_planted_fault(flagged: dict[str, set[str]], rule: str) -> None:
    assert rule in flagged[rule]


def test_no_module_is_exempt_as_a_whole() -> None:
    """An exemption stands beside the line that needs it, where a reviewer sees it."""
    whole_files = [path for path in (ROOT / "src").rglob("*.py") if "# ruff: noqa" in path.read_text(encoding="utf-8")]
    assert whole_files == []
