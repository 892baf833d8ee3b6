"""`servewell publish FOLDER`: publish a definition as a new version of its service."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime
from pathlib import Path

from servewell.cli.installation import open_installation


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Register the command."""
    parser = subparsers.add_parser("publish", help="publish a definition as a new version of its service")
    parser.add_argument("folder", type=Path, help="folder with definition.yaml and texts.<language>.yaml")
    parser.add_argument("--by", required=True, metavar="E-MAIL", help="the service owner who publishes")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Publish, or print every fault and change nothing."""
    open_installation(prepare=True)
    from servewell.apps.people import queries as people
    from servewell.apps.services import operations as services

    published = services.publish_version(
        **read_folder(args.folder),
        by=people.actor_by_email(args.by),
        now=datetime.now(UTC),
    )
    print(f"Version {published.number} of {published.service} is live ({published.version[:12]}).")
    return 0


def read_folder(folder: Path) -> dict[str, object]:
    """Read a definition's files as the arguments of `publish_version`."""
    examples = folder / "examples.yaml"
    return {
        "definition_text": (folder / "definition.yaml").read_text(encoding="utf-8"),
        "translations": {
            path.name.split(".")[1]: path.read_text(encoding="utf-8") for path in sorted(folder.glob("texts.*.yaml"))
        },
        "examples": examples.read_text(encoding="utf-8") if examples.exists() else "",
    }
