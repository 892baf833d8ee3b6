"""A stranger without a clone installs the wheel into an empty environment and runs the demo from it."""

import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
import venv
from pathlib import Path

import pytest

from servewell.cli.serve import free_port

ROOT = Path(__file__).parents[2]


def run(*words: str | Path, **options: object) -> str:
    result = subprocess.run([str(word) for word in words], capture_output=True, text=True, check=False, **options)
    assert result.returncode == 0, result.stdout + result.stderr
    return result.stdout


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, ROOT)
    (wheel,) = folder.glob("servewell-*.whl")
    venv.create(folder / "empty", with_pip=True)
    python = folder / "empty" / "bin" / "python"
    requirements = ROOT / "requirements" / "run.lock"
    run(python, "-m", "pip", "install", "-q", "--require-hashes", "--only-binary", ":all:", "-r", requirements)
    run(python, "-m", "pip", "install", "-q", "--no-deps", wheel)
    return folder / "empty" / "bin" / "servewell"


def test_the_wheel_serves_the_demo(installed: Path, tmp_path: Path) -> None:
    port = free_port("127.0.0.1", 0)
    environment = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "SERVEWELL_DATA": str(tmp_path / "data")}
    process = subprocess.Popen(
        [installed, "demo", "--cases", "5", "--port", str(port)],
        cwd=tmp_path, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    try:
        told = ""
        for line in process.stdout or ():
            told += line
            if "Stop with Ctrl-C" in line:
                break
        assert f"http://127.0.0.1:{port}/" in told, told
        page = fetch(f"http://127.0.0.1:{port}/")
        assert "Riverton" in page
        assert "disabled-parking-permit" in page
    finally:
        process.terminate()
        process.wait(timeout=20)


def fetch(url: str) -> str:
    # The server starts listening a moment after it has told its address.
    for _ in range(100):
        try:
            with urllib.request.urlopen(url, timeout=10) as response:
                return str(response.read().decode())
        except (ConnectionError, urllib.error.URLError):
            time.sleep(0.2)
    raise AssertionError(f"nothing answered at {url}")
