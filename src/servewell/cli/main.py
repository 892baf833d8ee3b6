"""The `servewell` command line: one module a command, each with `add_parser` and `run`."""

from __future__ import annotations

import argparse
import errno
import importlib
import os
import sys
from collections.abc import Sequence

from servewell import __version__
from servewell.core.problem import Place, Problem, ProblemError

# In the order of the help text. Modules are imported only when their command is asked for by name,
# so that `servewell check` starts fast and needs neither database nor settings.
COMMANDS = {
    "demo": "servewell.cli.demo",
    "serve": "servewell.cli.serve",
    "check": "servewell.cli.check",
    "rehearse": "servewell.cli.rehearse",
    "insight": "servewell.cli.insight",
    "replay": "servewell.cli.replay",
    "evidence": "servewell.cli.evidence",
    "practice": "servewell.cli.practice",
    "commons": "servewell.cli.commons",
    "rules": "servewell.cli.rules",
    "trial": "servewell.cli.trial",
    "import": "servewell.cli.import_",
    "publish": "servewell.cli.publish",
    "export": "servewell.cli.export",
    "rebuild": "servewell.cli.rebuild",
    "verify": "servewell.cli.verify",
    "witness": "servewell.cli.witness",
    "backup": "servewell.cli.backup",
    "restore": "servewell.cli.restore",
    "move": "servewell.cli.move",
    "manage": "servewell.cli.manage",
}


def build_parser(only: str | None = None) -> argparse.ArgumentParser:
    """Return the whole parser, or one that knows a single command (starts faster)."""
    parser = argparse.ArgumentParser(prog="servewell", description="Run public services and make them better.")
    parser.add_argument("--version", action="version", version=f"servewell {__version__}")
    subparsers = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for name, module in COMMANDS.items():
        if only is None or name == only:
            importlib.import_module(module).add_parser(subparsers)
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; return its exit code: 0 fine, 1 faults found, 2 wrong usage."""
    words = list(sys.argv[1:] if argv is None else argv)
    only = words[0] if words and words[0] in COMMANDS else None
    args = build_parser(only).parse_args(words)
    try:
        return int(args.run(args))
    except ProblemError as error:
        for problem in error.problems:
            print(problem, file=sys.stderr)
        return 1
    except BrokenPipeError:
        # The reader of our output went away (`servewell check | head`): not our fault, no traceback.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except KeyboardInterrupt:
        return 130
    except Exception as error:
        # The outermost frame: a disk or database that cannot serve is said in words, all else is our fault and goes on.
        trouble = _of_the_store(error)
        if trouble is None:
            raise
        print(trouble, file=sys.stderr)
        return 1


def _of_the_store(error: Exception) -> Problem | None:
    """Return what to say of a disk or database that cannot serve; None where the fault is ours."""
    if isinstance(error, OSError):
        if error.errno not in (errno.ENOSPC, errno.EDQUOT, errno.EROFS):
            return None
        where = Place(file=str(error.filename or "the data folder"))
        fix = "Free some space, or make the disk writable, then run the command again."
        return Problem("cannot-write", where, found=f"{error.strerror}.", fix=fix)
    django = sys.modules.get("django.db")  # most commands need no database
    if django is None or not isinstance(error, django.OperationalError):
        return None
    fix = "Check that the database runs and can be reached, and the disk; then run the command again."
    return Problem("store-away", found=f"The database says: {str(error).strip().splitlines()[0]}.", fix=fix)


if __name__ == "__main__":
    sys.exit(main())
