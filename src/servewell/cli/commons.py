"""`servewell commons init|add|check DIR`: a folder of practices with a signed index, pages and a feed."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from servewell.core.problem import Place, Problem, ProblemError

if TYPE_CHECKING:
    from servewell.core.practice import Practice, Standing
    from servewell.core.practice.index import Index


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Register the command."""
    parser = subparsers.add_parser("commons", help="keep a folder of practices that any web server can serve")
    verbs = parser.add_subparsers(dest="verb", metavar="VERB", required=True)
    init = verbs.add_parser("init", help="begin a commons")
    init.add_argument("folder", type=Path, metavar="DIR")
    init.add_argument("--title", required=True, help="its name")
    init.add_argument("--keeper", required=True, metavar="NAME", help="short name of who keeps it")
    add = verbs.add_parser("add", help="take in practices, agencies, or both")
    add.add_argument("folder", type=Path, metavar="DIR")
    add.add_argument("files", nargs="*", type=Path, metavar="FILE", help="signed practices")
    add.add_argument(
        "--agency",
        action="append",
        default=[],
        metavar="NAME=KEY",
        help="an agency and its public key; may be repeated",
    )
    for one in (init, add):
        one.add_argument("--key", required=True, type=Path, metavar="FILE", help="the keeper's secret key")
    check = verbs.add_parser("check", help="find everything in a commons that is not as its index says")
    check.add_argument("folder", type=Path, metavar="DIR")
    check.add_argument("--key", metavar="KEY", help="the keeper's public key, ed25519:…")
    init.set_defaults(run=_init)
    add.set_defaults(run=_add)
    check.set_defaults(run=_check)


def _init(args: argparse.Namespace) -> int:
    from servewell.core.definition.scalars import SLUG
    from servewell.core.practice.index import Index
    from servewell.core.practice.safe_text import unsafe
    from servewell.core.practice.signing import public_key
    from servewell.gateways.commons import Commons
    from servewell.gateways.signing_keys import secret_key

    if Commons(args.folder).index() is not None:
        raise ProblemError(
            Problem("already-there", Place(str(args.folder)), "There is a commons in this folder already.")
        )
    fault = unsafe(args.title)
    if fault or not args.title.strip() or not SLUG.fullmatch(args.keeper):
        found = fault[1] if fault else "The title is empty, or the keeper is no short name."
        raise ProblemError(Problem("bad-name", Place(), found, "a title in words; a keeper such as riverton"))
    secret = secret_key(args.key)
    index = Index(args.title.strip(), args.keeper, 0, _today(), {args.keeper: public_key(secret)})
    _store(args.folder, index, {}, secret)
    print(f"The commons is in {args.folder}. Its public key, for those who browse it: {public_key(secret)}")
    return 0


def _add(args: argparse.Namespace) -> int:
    from servewell.gateways.signing_keys import secret_key

    agencies = dict(_agency(text) for text in args.agency)
    practices = [_practice(path) for path in args.files]
    if not (agencies or practices):
        raise ProblemError(Problem("nothing-to-do", Place(), "Give practices, agencies, or both."))
    index = add_practices(args.folder, practices, secret_key(args.key), agencies)
    print(
        f"{len(practices)} taken in; the commons knows {len(index.agencies)} agencies, {len(index.entries)} practices."
    )
    return 0


def add_practices(
    folder: Path, practices: Sequence[Practice], secret: bytes, agencies: Mapping[str, str] | None = None
) -> Index:
    """Take in practices that are signed by agencies that the index knows, all or none. Raises ProblemError."""
    from servewell.core.practice import print_practice, standing
    from servewell.core.practice.signing import public_key
    from servewell.gateways.commons import Commons

    index = _trusted_index(folder, public_key(secret))
    for name, key in (agencies or {}).items():
        if index.agencies.get(name, key) != key:
            found = f"'{name}' is known with another key. A new key has to be told by the agency itself."
            raise ProblemError(Problem("other-key", Place(str(folder)), found))
    index = replace(index, agencies={**index.agencies, **(agencies or {})})
    files: dict[str, str] = {}
    for practice in practices:
        judged = standing(practice, index.agencies, index.latest())
        if not judged.is_known:
            raise ProblemError(Problem(judged.code, Place(f"{practice.agency}/{practice.name}"), judged.words))
        index = index.with_practice(practice)
        files[Commons.path_of(practice.agency, practice.name)] = print_practice(practice)
    return _store(folder, index, files, secret)


def offer(folder: Path, practice: Practice) -> Index:
    """Lay a signed practice into the folder for its keeper; return the index as it stands. Raises ProblemError."""
    from servewell.core.practice import print_practice
    from servewell.gateways.commons import Commons

    index = _index(folder)
    Commons(folder).write({f"incoming/{practice.agency}--{practice.name}.yaml": print_practice(practice)})
    return index


def browse(folder: Path, key: str | None, language: str) -> int:
    """Print what a commons holds; return 1 when something of it is not to be trusted."""
    from servewell.core.practice.index import is_signed_by
    from servewell.web.design.insight.words import words_of
    from servewell.web.design.practice.view import standing_text

    index, words = _index(folder), words_of(language)
    is_trusted = key is not None and is_signed_by(index, key)
    print(f"{index.title}, kept by '{index.keeper}', change {index.number} of {index.updated_on}.")
    if key is None and index.signature is not None:
        print(f"Its index was not checked. It says its key is {index.signature.key}; ask '{index.keeper}' for it.")
    elif not is_trusted:
        print("Its index is NOT signed with the key you gave. Trust nothing in it.")
    for entry in index.entries:
        practice, standing, problems = _entry(folder, index, entry.agency, entry.name, is_trusted=is_trusted)
        said = standing_text(standing, words) if standing else str(problems[0])
        title = practice.text("title", language) if practice else entry.title
        print(f"\n{entry.agency}/{entry.name}, edition {entry.number}: {title}\n  {said}")
    return 0 if is_trusted else 1


def _check(args: argparse.Namespace) -> int:
    from servewell.core.practice.index import is_signed_by
    from servewell.core.practice.signing import content_hash
    from servewell.gateways.commons import Commons

    index = _index(args.folder)
    problems: list[Problem] = []
    key = args.key or (index.signature.key if index.signature else "")
    if not is_signed_by(index, key):
        found = "The index is not signed with the keeper's key, or was changed since."
        problems.append(Problem("wrong-signature", Place(str(args.folder / "commons.yaml")), found))
    listed = set()
    for entry in index.entries:
        path = Commons.path_of(entry.agency, entry.name)
        listed.add(path)
        practice, standing, faults = _entry(args.folder, index, entry.agency, entry.name, is_trusted=True)
        problems += faults
        if standing is not None and not standing.is_known:
            problems.append(Problem(standing.code, Place(path), standing.words))
        if practice is not None and (content_hash(practice), practice.number) != (entry.content, entry.number):
            problems.append(Problem("other-content", Place(path), "The file is not what the index lists."))
    there = sorted(path.relative_to(args.folder).as_posix() for path in args.folder.glob("practices/*/*.yaml"))
    problems += [
        Problem("not-listed", Place(path), "The index does not list it.") for path in there if path not in listed
    ]
    for problem in problems:
        print(problem)
    said = f"{len(problems)} problem(s) found." if problems else "no fault found."
    print(f"{len(index.entries)} practices of {len(index.agencies)} agencies checked: {said}")
    return 1 if problems else 0


def _entry(
    folder: Path, index: Index, agency: str, name: str, *, is_trusted: bool
) -> tuple[Practice | None, Standing | None, tuple[Problem, ...]]:
    """Return a practice of the index with its standing, or what is wrong with its file."""
    from servewell.core.practice import parse_practice, standing
    from servewell.gateways.commons import Commons

    commons = Commons(folder)
    try:
        parsed = parse_practice(commons.practice(agency, name), file=commons.path_of(agency, name))
    except ProblemError as error:
        return None, None, error.problems
    practice = parsed.practice
    if practice is None:
        return None, None, parsed.problems
    if (practice.agency, practice.name) != (agency, name):
        found = f"The file is '{practice.agency}/{practice.name}', not what it is listed as."
        return None, None, (Problem("other-content", Place(commons.path_of(agency, name)), found),)
    return practice, standing(practice, index.agencies if is_trusted else {}, index.latest()), ()


def _store(folder: Path, index: Index, files: Mapping[str, str], secret: bytes) -> Index:
    """Write the folder anew: number, signature, pages and feed; the index last."""
    from servewell.core.practice.index import print_index, sign_index
    from servewell.gateways.commons import INDEX, Commons
    from servewell.web.design.practice.pages import commons_files

    index = sign_index(replace(index, number=index.number + 1, updated_on=_today()), secret)
    pages = commons_files(index, dict(_shown(folder, index, files)), "en")
    Commons(folder).write({**files, **pages, INDEX: print_index(index)})
    return index


def _shown(folder: Path, index: Index, files: Mapping[str, str]) -> Iterable[tuple[str, tuple[Any, Any]]]:
    """Yield every sound practice by the path of its page, those about to be written included."""
    from servewell.core.practice import parse_practice, standing
    from servewell.gateways.commons import Commons

    for entry in index.entries:
        path = Commons.path_of(entry.agency, entry.name)
        source = files.get(path)
        parsed = parse_practice(source if source is not None else Commons(folder).practice(entry.agency, entry.name))
        if parsed.practice is not None:
            found = standing(parsed.practice, index.agencies, index.latest())
            yield path.removesuffix(".yaml"), (parsed.practice, found)


def _index(folder: Path) -> Index:
    from servewell.core.practice.index import parse_index
    from servewell.gateways.commons import INDEX, Commons

    content = Commons(folder).index()
    if content is None:
        fix = "Begin one with `servewell commons init`."
        raise ProblemError(Problem("no-commons", Place(str(folder)), "There is no commons in this folder.", "", fix))
    index, problems = parse_index(content, file=str(folder / INDEX))
    if index is None:
        raise ProblemError(*problems)
    return index


def _trusted_index(folder: Path, key: str) -> Index:
    from servewell.core.practice.index import is_signed_by

    index = _index(folder)
    if not is_signed_by(index, key):
        found = "The index is not signed with this key, or was changed since."
        raise ProblemError(Problem("wrong-signature", Place(str(folder)), found, "the keeper's secret key"))
    return index


def _practice(path: Path) -> Practice:
    from servewell.core.practice import parse_practice
    from servewell.core.practice.reading import MOST_BYTES
    from servewell.gateways.whole_files import read_bounded

    parsed = parse_practice(read_bounded(path, MOST_BYTES), file=str(path))
    if parsed.practice is None:
        raise ProblemError(*parsed.problems)
    return parsed.practice


def _agency(text: str) -> tuple[str, str]:
    from servewell.core.practice.signing import read_key

    name, _, key = text.partition("=")
    if not re.fullmatch(r"[a-z0-9][a-z0-9_-]{0,79}", name) or read_key(key) is None:
        raise ProblemError(Problem("bad-key", Place(), f"'{text[:80]}' is no agency.", "riverton=ed25519:…"))
    return name, key


def _today() -> Any:
    return datetime.now(UTC).date()
