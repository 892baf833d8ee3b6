"""Two agencies without a link: one asks by file, the other cosigns by file, and refuses a record that was rewritten."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

FILLED = """
import django
django.setup()
from django.core.management import call_command
call_command("migrate", "journal", verbosity=0)
from tests.apps.journal.records import fill
fill(20, every=5)
"""


class Agency:
    """An installation in a folder of its own."""

    def __init__(self, folder: Path, name: str) -> None:
        self.folder, self.name, self.witnessed = folder / name, name, ""
        self.fill()

    def environment(self) -> dict[str, str]:
        usual = {name: value for name, value in os.environ.items() if not name.startswith("SERVEWELL_")}
        if self.witnessed:
            usual["SERVEWELL_WITNESSED"] = self.witnessed
        return usual | {
            "SERVEWELL_DATA": str(self.folder), "SERVEWELL_ADDRESS": f"https://{self.name}.example",
            "DJANGO_SETTINGS_MODULE": "servewell.config.settings",
        }  # fmt: skip

    def fill(self) -> None:
        subprocess.run([sys.executable, "-c", FILLED], env=self.environment(), check=True, capture_output=True)

    def witness(self, *words: object) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "servewell.cli.main", "witness", *map(str, words)]
        return subprocess.run(command, env=self.environment(), capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def agencies(tmp_path_factory) -> tuple[Agency, Agency]:
    folder = tmp_path_factory.mktemp("agencies")
    riverton, hillford = Agency(folder, "riverton"), Agency(folder, "hillford")
    code = (
        "import django; django.setup(); from servewell.apps.journal.keys import installation_key;"
        "print(installation_key().verifier)"
    )
    told = subprocess.run(
        [sys.executable, "-c", code], env=riverton.environment(), check=True, capture_output=True, text=True
    )
    hillford.witnessed = told.stdout.strip()
    return riverton, hillford


def test_a_checkpoint_goes_there_and_its_cosignature_comes_back(agencies, tmp_path):
    riverton, hillford = agencies
    asked, line = tmp_path / "asked", tmp_path / "line"
    asked.write_text(riverton.witness("ask").stdout)
    answered = hillford.witness("cosign", asked)
    assert answered.returncode == 0, answered.stderr
    line.write_text(answered.stdout)
    kept = riverton.witness("keep", line, "--key", hillford.witness("key").stdout.strip())
    assert kept.stdout == "Kept: hillford.example/witness cosigned the checkpoint of 20 events.\n"

    before = shutil.copytree(riverton.folder, tmp_path / "before")
    riverton.fill()
    asked.write_text(riverton.witness("ask", "--old", 20).stdout)
    assert hillford.witness("cosign", asked).returncode == 0

    riverton.folder = before  # an old backup, which goes on in another way
    riverton.fill()
    asked.write_text(riverton.witness("ask", "--old", 20).stdout)
    refused = hillford.witness("cosign", asked)
    assert (refused.returncode, refused.stdout) == (1, "")
    assert "40 events of it were cosigned here last" in refused.stderr


def test_what_is_not_trusted_or_no_request_gets_a_sentence(agencies, tmp_path):
    riverton, hillford = agencies
    asked = tmp_path / "asked"
    asked.write_text(hillford.witness("ask").stdout)
    assert "is not witnessed here" in riverton.witness("cosign", asked).stderr
    asked.write_text("Hello")
    assert "no request" in hillford.witness("cosign", asked).stderr
    assert "[unreadable-file]" in hillford.witness("cosign", tmp_path / "nothing").stderr
    assert "[bad-record-key]" in hillford.witness("keep", asked, "--key", "abc").stderr
