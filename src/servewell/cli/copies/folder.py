"""A folder that appears whole under its name or not at all."""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, NoReturn

from servewell.core.problem import Place, Problem, ProblemError
from servewell.gateways.tables.sqlite import SqliteError

_FULL: Final = (errno.ENOSPC, errno.EDQUOT)
_HIDDEN: Final = ".servewell-copy-"


@contextlib.contextmanager
def whole_folder(final: Path) -> Iterator[Path]:
    """Yield a hidden folder beside `final` that takes its name when the block ends well, and else goes away.

    Raises ProblemError when there is no room for it, something is there already, or the disk is full.
    """
    final = final.absolute()
    check_free(final)
    with room_beside(final) as making:
        yield making
        for path in making.rglob("*"):
            _to_disk(path)
        _to_disk(making)
        with contextlib.suppress(FileNotFoundError):
            final.rmdir()  # an empty one may be there
        making.rename(final)
        _to_disk(final.parent)


@contextlib.contextmanager
def room_beside(final: Path) -> Iterator[Path]:
    """Yield a hidden folder beside `final` that is gone after the block; also those of commands that were killed."""
    _forget_killed(final.parent)
    making = final.with_name(f"{_HIDDEN}{os.getpid()}-{final.name}")
    before = signal.signal(signal.SIGTERM, _stop)
    try:
        making.mkdir(mode=0o700)
        yield making
    except OSError as error:
        raise _told(error, final) from error
    except SqliteError as error:
        raise _full(final) if "full" in str(error) else error from error
    finally:
        shutil.rmtree(making, ignore_errors=True)
        signal.signal(signal.SIGTERM, before)


def check_free(final: Path) -> None:
    """Raise ProblemError unless a folder can be made under this name."""
    if not final.parent.is_dir():
        raise ProblemError(
            Problem(
                "no-such-folder",
                Place(file=str(final.parent)),
                found="There is no such folder.",
                fix="Make it first, or give another place.",
            )
        )
    if final.exists() and (not final.is_dir() or any(final.iterdir())):
        raise ProblemError(
            Problem(
                "not-empty",
                Place(file=str(final)),
                found="There is something already.",
                expected="a name that is not taken, or an empty folder",
                fix="Nothing is ever written over: give another name.",
            )
        )


def copy_file(source: Path, target: Path, *, may_link: bool = False) -> None:
    """Copy a file; `may_link` where both are only read and a second name will do."""
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if may_link:
        with contextlib.suppress(OSError):
            os.link(source, target)
            return
    shutil.copyfile(source, target)
    target.chmod(0o600)


def _forget_killed(folder: Path) -> None:
    """Remove what commands left that were killed before they could."""
    for left in folder.glob(f"{_HIDDEN}*"):
        number = left.name.removeprefix(_HIDDEN).partition("-")[0]
        if number.isdigit() and not Path(f"/proc/{number}").exists():
            shutil.rmtree(left, ignore_errors=True)


def _to_disk(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _stop(number: int, frame: Any) -> NoReturn:
    raise KeyboardInterrupt


def _told(error: OSError, final: Path) -> ProblemError:
    if error.errno in _FULL:
        return _full(final)
    return ProblemError(
        Problem(
            "cannot-copy",
            Place(file=str(error.filename or final)),
            found=f"{error.strerror or error}.",
            fix="Mend that, then run the command again; nothing half-written was left.",
        )
    )


def _full(final: Path) -> ProblemError:
    return ProblemError(
        Problem(
            "disk-full",
            Place(file=str(final.parent)),
            found="The disk is full.",
            fix="Free some space or give another place, then run the command again; nothing half-written was left.",
        )
    )
