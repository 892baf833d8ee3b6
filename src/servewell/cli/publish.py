"""`servewell publish FOLDER`: publish a definition as a new version of its service, or keep one to be tried."""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from servewell.cli.installation import open_installation
from servewell.core.problem import Place, Problem, ProblemError


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Register the command."""
    parser = subparsers.add_parser("publish", help="publish a definition as a new version of its service")
    parser.add_argument("folder", type=Path, help="folder with definition.yaml and texts.<language>.yaml")
    parser.add_argument("--by", required=True, metavar="E-MAIL", help="the service owner who publishes")
    parser.add_argument("--to-try", action="store_true", help="keep it for a trial: residents go on with the live one")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Publish, or print every fault and change nothing."""
    open_installation(prepare=True)
    from servewell.apps.people import queries as people
    from servewell.apps.services import operations as services

    files = read_folder(args.folder)
    keep = services.add_version if args.to_try else services.publish_version
    published = keep(
        definition_text=files.definition,
        translations=files.translations,
        examples=files.examples,
        by=people.actor_by_email(args.by),
        now=datetime.now(UTC),
    )
    became = "can be tried; residents do not see it" if args.to_try else "is live"
    print(f"Version {published.number} of {published.service} {became} ({published.version[:12]}).")
    return 0


@dataclass(frozen=True, slots=True)
class Files:
    """The texts of a definition's folder."""

    definition: str
    translations: dict[str, str]
    examples: str


def read_folder(folder: Path) -> Files:
    """Read a definition's files; raise ProblemError when there is none."""
    main, examples = folder / "definition.yaml", folder / "examples.yaml"
    if not main.is_file():
        where = Place(file=str(folder))
        raise ProblemError(Problem("unreadable-file", where, "There is no definition.yaml.", fix="Name its folder."))
    return Files(
        definition=main.read_text(encoding="utf-8"),
        translations={
            path.name.split(".")[1]: path.read_text(encoding="utf-8") for path in sorted(folder.glob("texts.*.yaml"))
        },
        examples=examples.read_text(encoding="utf-8") if examples.exists() else "",
    )
