from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[4]
SOURCES = [ROOT / "src/servewell/cli/import_.py", ROOT / "src/servewell/core/definition/importing/json_text.py",
           ROOT / "src/servewell/core/definition/importing/xgov_form.py",
           ROOT / "src/servewell/core/definition/importing/dmn.py"]  # fmt: skip


def test_every_problem_of_importing_is_explained_in_the_guide():
    guide = (ROOT / "docs/guide/importing-forms.md").read_text(encoding="utf-8")
    codes = {
        code
        for path in SOURCES
        for code in re.findall(r'(?:Problem|_refuse|_RefusedError)\(\s*"([a-z-]+)"', path.read_text(encoding="utf-8"))
    }
    assert len(codes) >= 9
    assert {code for code in codes if f"`{code}`" not in guide} == set()
