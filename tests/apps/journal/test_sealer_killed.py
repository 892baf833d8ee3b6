"""A server that is killed while it writes and seals: what was acknowledged is there, and has one number."""

import os
import random
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection
from tests.thorough import THOROUGH

pytestmark = pytest.mark.skipif(connection.vendor != "sqlite", reason="the process has a database of its own")

CYCLES = 60 if THOROUGH else 4
WRITES = """
import os, threading, uuid
import django
django.setup()
from datetime import UTC, datetime
from django.core.management import call_command
from django.db import connections, transaction
call_command("migrate", "journal", verbosity=0)
from servewell.apps.journal.operations import append
from servewell.apps.journal.sealing import seal

def write():
    subject = f"case:{uuid.uuid4().hex}"
    for number in range(1, 100_000):
        with transaction.atomic():
            append(subject=subject, kind="returned", by="system", now=datetime.now(UTC))
        os.write(1, f"{subject} {number}\\n".encode())  # whole lines, whoever writes beside it

for _ in range(3):
    threading.Thread(target=write, daemon=True).start()
while True:
    seal()
"""
CHECKS = """
import sys
import django
django.setup()
from django.db import connection
from servewell.apps.journal import unnumbered
from servewell.apps.journal.auditing import audit
from servewell.apps.journal.keys import installation_verifier
from servewell.apps.journal.sealing import seal_all
seal_all()
told = audit(connection, verifier=installation_verifier())
for fault in told.faults:
    print(fault)
lost = 0
with connection.cursor() as cursor:
    for line in sys.stdin:
        subject, seq = line.split()
        cursor.execute("SELECT count(*) FROM event JOIN position ON event_id = id WHERE subject = %s AND seq = %s",
                       [subject, int(seq)])
        lost += cursor.fetchone()[0] != 1
print(len(told.faults), unnumbered.count(), lost, told.size)
"""


def python(code: str, folder: Path, **words: object) -> subprocess.Popen[str]:
    environment = {**os.environ, "SERVEWELL_DATA": str(folder), "DJANGO_SETTINGS_MODULE": "servewell.config.settings"}
    return subprocess.Popen(
        [sys.executable, "-c", code], env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        **words,
    )  # fmt: skip


def test_killed_at_any_moment_it_loses_and_doubles_nothing(tmp_path):
    chance, acknowledged = random.Random(5), []
    for _ in range(CYCLES):
        server = python(WRITES, tmp_path)
        lines = [server.stdout.readline() for _ in range(chance.randrange(20, 400))]
        os.kill(server.pid, signal.SIGKILL)
        rest, trouble = server.communicate()
        assert all(lines), trouble[-2000:]
        acknowledged += [*lines, *(line for line in rest.splitlines(keepends=True) if line.endswith("\n"))]
    checker = python(CHECKS, tmp_path, stdin=subprocess.PIPE)
    told, trouble = checker.communicate("".join(acknowledged))
    assert checker.returncode == 0, trouble[-2000:]
    faults, waiting, lost, size = map(int, told.splitlines()[-1].split())
    print(f"\n{CYCLES} kills, {len(acknowledged)} events acknowledged, {lost} lost; {size} in the record")
    assert (faults, waiting, lost) == (0, 0, 0), told
    assert size >= len(acknowledged)
