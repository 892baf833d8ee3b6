"""The settings of an installation: documented, few, and safe when not a demo."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from servewell.config import settings as product

DOCUMENT = Path(__file__).parents[2] / "docs" / "operate" / "settings.md"


def test_every_setting_is_documented_and_there_are_few():
    words = DOCUMENT.read_text(encoding="utf-8")
    assert [name for name in product.env.declared if f"`{name}`" not in words] == []
    assert len(product.env.declared) <= 40


def test_nothing_is_documented_that_is_not_a_setting():
    words = DOCUMENT.read_text(encoding="utf-8")
    listed = {line.split("`")[1] for line in words.splitlines() if line.startswith("| `SERVEWELL_")}
    assert listed == set(product.env.declared)


def start(tmp_path, *args, **variables):
    plain = {name: value for name, value in os.environ.items() if not name.startswith(("SERVEWELL_", "DJANGO_"))}
    return subprocess.run(
        [sys.executable, "-m", "django", *args],
        env=plain
        | {"DJANGO_SETTINGS_MODULE": "servewell.config.settings", "SERVEWELL_DATA": str(tmp_path)}
        | {"PYTHONPATH": os.pathsep.join(sys.path)}
        | variables,
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_real_installation_passes_the_deployment_check(tmp_path):
    done = start(tmp_path, "check", "--deploy", "--fail-level", "WARNING", SERVEWELL_ADDRESS="https://a.example")
    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout


@pytest.mark.parametrize(
    ("variables", "words"),
    [
        ({"SERVEWELL_ADDRESS": "http://a.example"}, "SERVEWELL_ADDRESS: has to begin with https://"),
        (
            {"SERVEWELL_DATABASE_URL": "mysql://x/y"},
            "SERVEWELL_DATABASE_URL: expected an address beginning with postgresql",
        ),
        ({"SERVEWELL_DEMOO": "1"}, "Did you mean SERVEWELL_DEMO?"),
    ],
)
def test_a_wrong_setting_stops_the_start(tmp_path, variables, words):
    done = start(tmp_path, "check", **variables)
    assert done.returncode != 0
    assert words in done.stderr


def test_the_content_security_policy_allows_no_inline_code_and_no_third_party():
    directives = product.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    assert directives["default-src"] == ["'none'"]
    assert not any("unsafe" in source or "http" in source for sources in directives.values() for source in sources)
