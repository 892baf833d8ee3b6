"""`python -m benchmarks [NAME...] [--postgres]`: run benchmarks one after another, each in a process of its own."""

from __future__ import annotations

import argparse
import subprocess
import sys

NAMES = ("journey", "double_press", "weight", "rehearse", "check", "queue", "rules", "replay")
ON_POSTGRES = ("journey", "double_press")


def main() -> int:
    """Run what was named, or everything; `--postgres` repeats on PostgreSQL what writes."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(NAMES)} (default: all)")
    parser.add_argument("--postgres", action="store_true", help="on PostgreSQL where that makes a difference")
    args = parser.parse_args()
    unknown = set(args.names) - set(NAMES)
    if unknown:
        parser.error(f"there is no benchmark {', '.join(sorted(unknown))}; there are {', '.join(NAMES)}")
    failed = False
    for name in args.names or NAMES:
        words = ["--postgres"] if args.postgres and name in ON_POSTGRES else []
        failed |= bool(subprocess.run([sys.executable, "-m", f"benchmarks.{name}", *words], check=False).returncode)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
