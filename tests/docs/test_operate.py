"""What the pages for operators tell to type works: the drill line by line, and the unit for systemd."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

OPERATE = Path(__file__).parents[2] / "docs" / "operate"


def block_below(page: str, heading: str) -> list[str]:
    """Return the lines of the first block of commands below a heading."""
    text = (OPERATE / page).read_text(encoding="utf-8").split(f"\n## {heading}\n")[1]
    found = re.search(r"```sh\n(.*?)```", text, re.DOTALL)
    assert found is not None
    return found[1].splitlines()


@pytest.fixture
def shell(tmp_path: Path):
    """Run a line as an operator would, with folders of the test for those of the page."""
    programs = tmp_path / "bin"
    programs.mkdir()
    (programs / "servewell").write_text(f'#!/bin/sh\nexec "{sys.executable}" -m servewell.cli.main "$@"\n')
    (programs / "servewell").chmod(0o755)
    environment = {
        "PATH": f"{programs}:{os.environ['PATH']}", "PYTHONPATH": os.pathsep.join(sys.path),
        "SERVEWELL_DATA": str(tmp_path / "data"), "SERVEWELL_DEMO": "yes",
    }  # fmt: skip

    def run(line: str) -> str:
        for folder in ("/backup", "/srv"):
            line = line.replace(f"{folder}/", f"{tmp_path}{folder}/")
        done = subprocess.run(["sh", "-ec", line], env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, f"{line}\n{done.stderr}"
        return done.stdout

    for folder in ("backup", "srv"):
        (tmp_path / folder).mkdir()
    return run


@pytest.mark.xdist_group("copies")
def test_the_drill_of_the_page_works_line_by_line(shell, tmp_path: Path) -> None:
    shell("servewell demo --cases 5 --setup-only")
    (backup,) = (
        line for line in (OPERATE / "backup.md").read_text().splitlines() if line.startswith("servewell backup")
    )
    assert "Restored to scratch" in shell(backup)
    told = [shell(line) for line in block_below("backup.md", "The drill")]
    assert "audited and rebuilt without a difference" in told[0]
    assert "0 differ" in told[1]
    assert list((tmp_path / "srv").iterdir()) == []


def test_the_unit_is_one_that_systemd_takes(tmp_path: Path) -> None:
    if shutil.which("systemd-analyze") is None:
        pytest.skip("no systemd here")
    unit = tmp_path / "servewell.service"
    unit.write_text((OPERATE / "servewell.service").read_text().replace("/opt/servewell/bin/servewell", "/bin/true"))
    checked = subprocess.run(["systemd-analyze", "verify", unit], capture_output=True, text=True, check=False)
    assert (checked.returncode, checked.stderr) == (0, "")


def test_the_settings_of_the_page_are_settings() -> None:
    known = (OPERATE / "settings.md").read_text(encoding="utf-8")
    names = re.findall(r"^(SERVEWELL_\w+)=", (OPERATE / "production.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert len(names) >= 6
    assert [name for name in names if f"`{name}`" not in known] == []
