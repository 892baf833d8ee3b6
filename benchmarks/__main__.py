"""`python -m benchmarks [NAME...] [--postgres]`: run benchmarks one after another, each in a process of its own.

What follows one name is handed on to that benchmark: `python -m benchmarks insight --events 1000000`.
"""

from __future__ import annotations

import argparse
import subprocess
import sys

USUAL = ("journey", "double_press", "weight", "rehearse", "check", "queue", "rules", "replay", "overload", "sealing")
LONG = ("detection", "insight", "restore")  # an hour together: only when named
ON_POSTGRES = ("journey", "double_press", "sealing")


def main() -> int:
    """Run what was named, or everything usual; `--postgres` repeats on PostgreSQL what writes."""
    if len(sys.argv) > 1 and sys.argv[1] in LONG:
        return _run(*sys.argv[1:])
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    names = f"of {', '.join(USUAL)} (default: all of these); of {', '.join(LONG)}, with words of its own"
    parser.add_argument("names", nargs="*", metavar="NAME", help=names)
    parser.add_argument("--postgres", action="store_true", help="on PostgreSQL where that makes a difference")
    args = parser.parse_args()
    unknown = set(args.names) - {*USUAL, *LONG}
    if unknown:
        parser.error(f"there is no benchmark {', '.join(sorted(unknown))}; there are {', '.join((*USUAL, *LONG))}")
    failed = False
    for name in args.names or USUAL:
        words = ["--postgres"] if args.postgres and name in ON_POSTGRES else []
        failed |= bool(_run(name, *words))
    return int(failed)


def _run(name: str, *words: str) -> int:
    return subprocess.run([sys.executable, "-m", f"benchmarks.{name}", *words], check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
