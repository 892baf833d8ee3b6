"""`servewell practice check|show|apply|key|sign|publish|browse`: changes that agencies share as signed files."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from servewell.cli.practice_words import lines_of_practice, noted
from servewell.core.problem import Place, Problem, ProblemError


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Register the command."""
    parser = subparsers.add_parser("practice", help="check, show, apply, sign and publish changes that agencies share")
    verbs = parser.add_subparsers(dest="verb", metavar="VERB", required=True)
    check = verbs.add_parser("check", help="find every fault of practice files")
    check.add_argument("files", nargs="+", type=Path, metavar="FILE")
    check.add_argument("--json", action="store_true", help="print the problems as JSON")
    show = verbs.add_parser("show", help="say what a practice does, who offers it and what it is worth")
    show.add_argument("file", type=Path, metavar="FILE")
    show.add_argument("--known", type=Path, metavar="FILE", help="agencies and their public keys, one a line")
    show.add_argument("--language", default="en", metavar="CODE", help="en, es, ar, cy")
    apply = verbs.add_parser("apply", help="write a service as it would be with a practice, and say what changes")
    apply.add_argument("file", type=Path, metavar="FILE")
    apply.add_argument("service", type=Path, metavar="SERVICE", help="a definition, or a folder that holds one")
    apply.add_argument("--known", type=Path, metavar="FILE", help="agencies and their public keys, one a line")
    apply.add_argument("--out", type=Path, metavar="DIR", help="write the new definition there; nothing is published")
    key = verbs.add_parser("key", help="make the secret key with which an agency signs")
    key.add_argument("out", type=Path, metavar="OUT")
    sign = verbs.add_parser("sign", help="sign a practice file of one's own agency")
    publish = verbs.add_parser("publish", help="sign a practice and put it into a commons")
    browse = verbs.add_parser("browse", help="list the practices of a commons and say which can be trusted")
    for one in (sign, publish):
        one.add_argument("file", type=Path, metavar="FILE")
    publish.add_argument("folder", type=Path, metavar="DIR")
    for one in (sign, publish):
        one.add_argument("--key", required=True, type=Path, metavar="FILE", help="the agency's secret key")
    browse.add_argument("folder", type=Path, metavar="DIR")
    browse.add_argument("--key", metavar="KEY", help="the keeper's public key, ed25519:…, got by another way")
    browse.add_argument("--language", default="en", metavar="CODE", help="en, es, ar, cy")
    for verb, run in VERBS.items():
        verbs.choices[verb].set_defaults(run=run)


def _check(args: argparse.Namespace) -> int:
    from servewell.core.practice import parse_practice
    from servewell.core.practice.reading import MOST_BYTES
    from servewell.gateways.whole_files import read_bounded

    problems: list[Problem] = []
    for path in args.files:
        try:
            problems += parse_practice(read_bounded(path, MOST_BYTES), file=str(path)).problems
        except ProblemError as error:
            problems += error.problems
    if args.json:
        print(json.dumps([problem.as_json() for problem in problems], indent=2, ensure_ascii=False))
    else:
        for problem in problems:
            print(problem)
        print(
            f"{len(args.files)} checked: " + (f"{len(problems)} problem(s) found." if problems else "no fault found.")
        )
    return 1 if problems else 0


def _show(args: argparse.Namespace) -> int:
    from servewell.core.practice import standing
    from servewell.web.design.insight.words import words_of
    from servewell.web.design.practice.view import practice_view

    practice = _read(args.file)
    found = standing(practice, _known(args.known))
    view = practice_view(practice, found, words_of(args.language))
    print("\n".join(lines_of_practice(view, words_of(args.language))))
    return 0 if found.is_known else 1


def _apply(args: argparse.Namespace) -> int:
    from servewell.core.definition import load_file, load_folder
    from servewell.core.practice import apply, standing
    from servewell.gateways.commons import Commons

    practice = _read(args.file)
    found = standing(practice, _known(args.known))
    if found.code not in ("known", "unsigned", "unknown-agency"):
        raise ProblemError(Problem(found.code, Place(str(args.file)), found.words))
    parsed = load_folder(args.service) if args.service.is_dir() else load_file(args.service)
    if parsed.definition is None or parsed.problems:
        raise ProblemError(*parsed.problems)
    applied = apply(
        practice,
        parsed.definition,
        file=parsed.source.file,
        comments=parsed.source.comments,
        comments_of_texts={language: source.comments for language, source in parsed.translations.items()},
    )
    print("\n".join(noted(applied, found)))
    if args.out is not None:
        texts = {f"texts.{language}.yaml": text for language, text in applied.translations.items()}
        Commons(args.out).write({"definition.yaml": applied.text, **texts})
        print(f"Written to {args.out}. Nothing is published: try it as you would any change of your own.")
    return 0


def _key(args: argparse.Namespace) -> int:
    from servewell.gateways.signing_keys import make_key

    public = make_key(args.out)
    print(f"The secret key is in {args.out}: keep it where only your agency can read it, and a copy elsewhere.")
    print(f"The public key, to give away: {public}")
    return 0


def _sign(args: argparse.Namespace) -> int:
    from servewell.core.practice import print_practice, sign
    from servewell.gateways.signing_keys import secret_key
    from servewell.gateways.whole_files import write_whole

    signed = sign(_read(args.file), secret_key(args.key))
    write_whole(args.file, print_practice(signed))
    print(f"{args.file} is signed by '{signed.agency}', edition {signed.number}.")
    return 0


def _publish(args: argparse.Namespace) -> int:
    from servewell.cli.commons import add_practices, offer
    from servewell.core.practice import sign
    from servewell.core.practice.signing import public_key
    from servewell.gateways.signing_keys import secret_key

    secret = secret_key(args.key)
    signed = sign(_read(args.file), secret)
    kept = offer(args.folder, signed)
    if kept.signature is not None and kept.signature.key == public_key(secret):
        add_practices(args.folder, [signed], secret, {signed.agency: public_key(secret)})
        print(f"'{signed.text('title')}' stands in {args.folder}, edition {signed.number}.")
    else:
        print(f"It lies in {args.folder}/incoming for '{kept.keeper}', who takes it in with `servewell commons add`.")
    return 0


def _browse(args: argparse.Namespace) -> int:
    from servewell.cli.commons import browse

    return browse(args.folder, args.key, args.language)


VERBS: dict[str, Any] = {
    "check": _check, "show": _show, "apply": _apply, "key": _key, "sign": _sign, "publish": _publish,
    "browse": _browse,
}  # fmt: skip


def _read(path: Path) -> Any:
    """Return the practice of a file. Raises ProblemError with everything that is wrong."""
    from servewell.core.practice import parse_practice
    from servewell.core.practice.reading import MOST_BYTES
    from servewell.gateways.whole_files import read_bounded

    parsed = parse_practice(read_bounded(path, MOST_BYTES), file=str(path))
    if parsed.practice is None:
        raise ProblemError(*(parsed.problems or (Problem("empty-file", Place(str(path)), "The file is empty."),)))
    return parsed.practice


def _known(path: Path | None) -> dict[str, str]:
    from servewell.gateways.signing_keys import known_keys

    return known_keys(path) if path is not None else {}
