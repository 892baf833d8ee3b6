"""`python -m tests.faults.power --replays 500`: power cuts of an SQLite installation, replayed from what it wrote.

A process applies, writes and seals as servers do, and says what was confirmed; the kernel's calls on the database's
files are traced. For each replay a moment is drawn. What was synced before it is on the disk; of what was written
since, each call is there, missing, or torn between sectors of 512 bytes, in any order. The database is opened on that
image, recovers, and is judged: all that was confirmed before the moment is there once, and the audit passes.

Taken as given: a sync is honest, and files appear and vanish at once.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

DATABASE: Final = "servewell.sqlite3"
ACKS: Final = "acks"
SECTOR: Final = 512
CALLS: Final = "openat,write,pwrite64,fsync,fdatasync,ftruncate,unlink"
_LINE: Final = re.compile(r"(?:\d+ +)?(\w+)\((.*)\) += (-?\d+)")
_FILE: Final = re.compile(r"\d+<([^>]*)>")
_TEXT: Final = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')


@dataclass(frozen=True, slots=True)
class Call:
    """One thing that the process asked of the disk: `write`, `truncate`, `sync`, `remove`, `make` of a file."""

    what: str
    file: str
    offset: int = 0
    data: bytes = b""


@dataclass(slots=True)
class Stored:
    """A file: what is surely on the disk, and what was asked for since."""

    durable: bytearray = field(default_factory=bytearray)
    pending: list[Call] = field(default_factory=list)

    def sync(self) -> None:
        for call in self.pending:
            applied(self.durable, call)
        self.pending.clear()

    def after_cut(self, chance: random.Random) -> bytes:
        """Return what may be left: all, a beginning, or any of what was not synced; now and then torn."""
        left = list(self.pending)
        mode = chance.choice(("all", "beginning", "any", "none"))
        if mode == "beginning":
            left = left[: chance.randint(0, len(left))]
        elif mode == "any":
            left = [call for call in left if chance.random() < 0.5]
            chance.shuffle(left)
        elif mode == "none":
            left = []
        content = bytearray(self.durable)
        for call in left:
            for part in torn(call, chance) if chance.random() < 0.3 else (call,):
                applied(content, part)
        return bytes(content)


def torn(call: Call, chance: random.Random) -> Iterator[Call]:
    """Yield the sectors of a write that reached the disk."""
    if call.what != "write":
        yield call
        return
    at = call.offset
    while at < call.offset + len(call.data):
        end = min((at // SECTOR + 1) * SECTOR, call.offset + len(call.data))
        if chance.random() < 0.5:
            yield Call("write", call.file, at, call.data[at - call.offset : end - call.offset])
        at = end


def applied(content: bytearray, call: Call) -> None:
    if call.what == "truncate":
        content[call.offset :] = b"" if call.offset <= len(content) else bytes(call.offset - len(content))
    else:
        if len(content) < call.offset:
            content += bytes(call.offset - len(content))
        content[call.offset : call.offset + len(call.data)] = call.data


def calls_of(trace: Path) -> Iterator[Call]:
    """Yield what a process asked of the disk, from what strace wrote (`-y -xx`)."""
    with trace.open(encoding="ascii") as lines:
        for line in lines:
            found = _LINE.match(line)
            if found is None or found[3].startswith("-"):
                continue
            yield from _call(found[1], found[2], int(found[3]))


def _call(name: str, words: str, returned: int) -> Iterator[Call]:
    text = _TEXT.search(words)
    data = bytes.fromhex(text[1].replace("\\x", "")) if text else b""
    if name in ("openat", "unlink"):
        kind = "make" if name == "openat" and "O_CREAT" in words else "remove" if name == "unlink" else ""
        if kind:
            yield Call(kind, Path(data.decode()).name)
        return
    opened = _FILE.match(words)
    if opened is None:
        return
    file = Path(_plain(opened[1])).name
    last = words.rpartition(", ")[2]
    if name in ("fsync", "fdatasync"):
        yield Call("sync", file)
    elif name == "ftruncate":
        yield Call("truncate", file, int(last))
    else:
        assert returned == len(data), f"a write that was traced in part: {words[:80]}"
        yield Call("write", file, int(last) if name == "pwrite64" else 0, data)


def _plain(path: str) -> str:
    return bytes.fromhex(path.replace("\\x", "")).decode() if path.startswith("\\x") else path


def images(calls: Sequence[Call], base: Path, cuts: Sequence[int], chance: random.Random) -> Iterator[
    tuple[dict[str, bytes], list[str]]
]:  # fmt: skip
    """Yield, for each moment (ascending), the files that are on the disk after a cut, and what was confirmed before."""
    files = {
        one.name: Stored(bytearray(one.read_bytes())) for one in base.glob(f"{DATABASE}*") if "-shm" not in one.name
    }
    confirmed: list[str] = []
    done = 0
    for cut in cuts:
        for call in calls[done:cut]:
            if call.file == ACKS:
                confirmed += call.data.decode().splitlines()
            elif call.file in (DATABASE, f"{DATABASE}-wal", f"{DATABASE}-journal"):
                _take(files, call)
        done = cut
        yield {name: stored.after_cut(chance) for name, stored in files.items()}, list(confirmed)


def _take(files: dict[str, Stored], call: Call) -> None:
    if call.what == "remove":
        files.pop(call.file, None)
        return
    stored = files.setdefault(call.file, Stored())
    if call.what == "sync":
        stored.sync()
    elif call.what != "make":
        stored.pending.append(call)


def work(data: Path, journeys: int, careless: str) -> None:
    """Apply and write so often, seal now and then, and say what was confirmed: what the trace is made of."""
    import django

    django.setup()
    from django.db.backends.signals import connection_created
    from tests.cast import assemble
    from tests.faults.journeys import Clock, Resident

    from servewell.apps.journal.sealing import seal

    if careless:

        def loosen(connection, **_: object) -> None:
            with connection.cursor() as cursor:
                cursor.execute(f"PRAGMA synchronous={careless}")

        connection_created.connect(loosen, weak=False)
    acks = os.open(data / ACKS, os.O_WRONLY | os.O_CREAT | os.O_APPEND)

    def tell(line: str) -> None:
        os.write(acks, f"{line}\n".encode())

    resident = Resident(assemble(), Clock(random.Random(1), share=0), tell)
    for number in range(journeys):
        resident.send(resident.fill_in())
        if number % 3 == 0:
            seal()


def traced(folder: Path, journeys: int, careless: str) -> tuple[Path, Path]:
    """Run the work under strace; return the database's folder as it was before, and the trace."""
    data, base, trace = folder / "data", folder / "base", folder / "trace"
    environment = {
        **os.environ, "SERVEWELL_DATA": str(data), "SERVEWELL_DEMO": "yes",
        "DJANGO_SETTINGS_MODULE": "servewell.config.settings",
        "PYTHONPATH": os.pathsep.join(one for one in sys.path if one),
    }  # fmt: skip
    environment.pop("SERVEWELL_DATABASE_URL", None)
    python = [sys.executable, "-m"]
    subprocess.run(
        [*python, "servewell.cli.main", "manage", "migrate", "--verbosity", "0"], env=environment, check=True
    )
    shutil.copytree(data, base)
    watched = [word for name in (DATABASE, f"{DATABASE}-wal", ACKS) for word in ("-P", str(data / name))]
    subprocess.run(
        ["strace", "-f", "-qq", "-y", "-xx", "-s", "2000000", "-e", f"trace={CALLS}", *watched, "-o", str(trace),
         *python, "tests.faults.power", "--work", str(data), "--journeys", str(journeys), "--careless", careless],
        env=environment, check=True, stdout=subprocess.DEVNULL,
    )  # fmt: skip
    return base, trace


@dataclass
class Replayed:
    """How many cuts were replayed, and what was wrong after them."""

    replays: int = 0
    confirmed: int = 0  # events, over all replays
    lost: int = 0
    doubled: int = 0
    broken: int = 0
    first: str = ""

    def __str__(self) -> str:
        return (
            f"{self.replays} power cuts replayed, {self.confirmed:,} events confirmed before them: {self.lost} lost,"
            f" {self.doubled} doubled, {self.broken} broken"
        )


def replay(folder: Path, *, replays: int, seed: int, journeys: int = 30, careless: str = "") -> Replayed:
    """Trace the work once, then cut the power so often. The caller has set Django up for an installation of its own."""
    base, trace = traced(folder, journeys, careless)
    calls = list(calls_of(trace))
    chance = random.Random(seed)
    first = next(number for number, call in enumerate(calls) if call.file == ACKS and call.data)
    cuts = sorted(chance.randrange(first, len(calls) + 1) for _ in range(replays))
    told = Replayed()
    for number, (files, confirmed) in enumerate(images(calls, base, cuts, chance)):
        image = folder / "image"
        shutil.rmtree(image, ignore_errors=True)
        image.mkdir()
        for name, content in files.items():
            (image / name).write_bytes(content)
        _judge(told, image / DATABASE, confirmed, f"replay {number}, call {cuts[number]}")
    return told


def _judge(told: Replayed, database: Path, lines: Sequence[str], place: str) -> None:
    from django.db import DatabaseError, connection
    from tests.faults.invariants import Confirmed, judge

    confirmed = Confirmed()
    for line in lines:
        confirmed.take(line)
    connection.close()
    connection.settings_dict["NAME"] = str(database)
    told.replays += 1
    told.confirmed += confirmed.events
    try:
        verdict = judge(confirmed)
    except DatabaseError as error:
        told.broken += 1
        told.first = told.first or f"{place}: {error}"
        return
    told.lost += verdict.lost
    told.doubled += verdict.doubled
    told.broken += len(verdict.broken)
    if not told.first and (verdict.lost or verdict.doubled or verdict.broken):
        told.first = f"{place}: {verdict} {verdict.broken[:2]}"


def main() -> int:
    """Replay, print and judge; 0 when nothing was lost, doubled or broken."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults.power")
    parser.add_argument("--replays", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--journeys", type=int, default=60)
    parser.add_argument("--careless", default="", choices=("", "NORMAL", "OFF"), help="has to lose something")
    parser.add_argument("--work", type=Path, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.work:
        work(args.work, args.journeys, args.careless)
        return 0
    if shutil.which("strace") is None:
        print("Not run: strace is not installed.")
        return 77
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="servewell-power-") as name:
        folder = Path(name)
        os.environ |= {
            "SERVEWELL_DATA": str(folder / "own"), "SERVEWELL_DEMO": "yes",
            "DJANGO_SETTINGS_MODULE": "servewell.config.settings",
        }  # fmt: skip
        os.environ.pop("SERVEWELL_DATABASE_URL", None)
        import django

        django.setup()
        told = replay(folder, replays=args.replays, seed=args.seed, journeys=args.journeys, careless=args.careless)
        from django.db import connections

        connections.close_all()
    print(f"sqlite: {told} ({time.monotonic() - began:.0f} s, seed {args.seed})")
    if told.first:
        print(f"  {told.first}")
    return 0 if (told.lost, told.doubled, told.broken) == (0, 0, 0) else 1


if __name__ == "__main__":
    sys.exit(main())
