"""`servewell import xgov|dmn PATH... --out DIR`: turn forms and decision models of others into definitions."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from servewell.core.definition import parse, print_definition
from servewell.core.definition.importing.dmn import import_model, model_service
from servewell.core.definition.importing.json_text import MOST_BYTES, read_json
from servewell.core.definition.importing.xgov import import_form, service_name
from servewell.core.problem import Place, Problem, ProblemError
from servewell.gateways.whole_files import read_bounded, write_whole

ENDINGS = {"xgov": ".json", "dmn": ".dmn"}
_SUMMED = ("pages_in", "pages_out", "questions_in", "questions_out", "conditions_in", "conditions_out")


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Register the command."""
    parser = subparsers.add_parser("import", help="turn forms and decision models into definitions")
    parser.add_argument(
        "system", choices=list(ENDINGS), help="xgov: JSON of XGov's digital form builder; dmn: decision models in XML"
    )
    parser.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="files, or folders with them")
    parser.add_argument("--out", required=True, type=Path, metavar="DIR", help="where the definitions are written")
    parser.add_argument("--agency", default="riverton", help="the agency responsible; riverton when left out")
    parser.add_argument("--json", action="store_true", help="print the report as JSON")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Import every file; one that cannot be imported is reported and the rest goes on."""
    forms: list[Mapping[str, object]] = []
    problems: list[Problem] = []
    taken: set[str] = set()
    for path, shown in _files(args.paths, ENDINGS[args.system]):
        try:
            if args.system == "dmn":
                forms.append(_import_model(path, shown, args.out, args.agency, taken, problems))
            else:
                forms.append(_import(path, shown, args.out, args.agency, taken))
        except ProblemError as error:
            problems += error.problems
    if not forms and not problems:
        ending = ENDINGS[args.system]
        problems.append(
            Problem("no-forms", Place(), "There is no such file at these paths.", f"files ending in {ending}")
        )
    totals = _totals(forms) if args.system == "xgov" else _totals_of_models(forms)
    report = {"forms": forms, "totals": totals, "problems": [problem.as_json() for problem in problems]}
    if args.json:
        print(json.dumps(report, ensure_ascii=False, indent=2))
    elif args.system == "dmn":
        _print_models(forms)
    else:
        _print(forms, report["totals"])
    for problem in problems:
        print(problem, file=sys.stderr)
    return 1 if problems else 0


def _files(paths: list[Path], ending: str) -> Iterator[tuple[Path, str]]:
    """Yield (path, name to show) of every file to import; below a folder names are relative to it."""
    for path in paths:
        if path.is_dir():
            for found in sorted(path.rglob(f"*{ending}")):
                yield found, found.relative_to(path).as_posix()
        else:
            yield path, path.as_posix()


def _import_model(
    path: Path, shown: str, out: Path, agency: str, taken: set[str], problems: list[Problem]
) -> Mapping[str, object]:
    """Import a decision model. What its tables leave open is told, and the definition written all the same."""
    try:
        content = read_bounded(path, MOST_BYTES, shown=shown).decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ProblemError(Problem("not-a-model", Place(shown), "The file is not in UTF-8.", "a DMN model")) from None
    imported = import_model(content, file=shown, agency=agency, service=model_service(shown, taken))
    service = imported.definition.service
    text = print_definition(imported.definition, imported.comments)
    problems += parse(text, file=str(out / service / "definition.yaml")).problems
    _write(out / service, text)
    return imported.report


def _import(path: Path, shown: str, out: Path, agency: str, taken: set[str]) -> Mapping[str, object]:
    value = read_json(read_bounded(path, MOST_BYTES, shown=shown), file=shown)
    service = service_name(shown, None, set(taken))
    imported = import_form(value, file=shown, agency=agency, service=service)
    taken.add(service)
    text = print_definition(imported.definition, imported.comments)
    parsed = parse(text, file=f"{service}/definition.yaml")
    if parsed.problems:
        raise ProblemError(*parsed.problems)
    _write(out / service, text)
    return imported.report


def _write(folder: Path, text: str) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        found = f"The folder cannot be made: {error.strerror or error}."
        raise ProblemError(Problem("unwritable", Place(str(folder)), found)) from None
    write_whole(folder / "definition.yaml", text)


def _totals(forms: list[Mapping[str, object]]) -> dict[str, object]:
    totals: dict[str, object] = {"forms": len(forms)}
    for key in _SUMMED:
        totals[key] = sum(_count(form[key]) for form in forms)
    for key in ("lost", "approximated"):
        totals[key] = sum(len(entries) for form in forms if isinstance(entries := form[key], list))
    return totals


def _totals_of_models(models: list[Mapping[str, object]]) -> dict[str, object]:
    totals: dict[str, object] = {"models": len(models)}
    for key in ("questions", "decisions", "carried"):
        totals[key] = sum(_count(model[key]) for model in models)
    totals["lost"] = sum(len(entries) for model in models if isinstance(entries := model["lost"], list))
    return totals


def _print_models(models: list[Mapping[str, object]]) -> None:
    for model in models:
        lost = model["lost"] if isinstance(model["lost"], list) else []
        count = f"{model['carried']} rules from {model['decisions']} decisions"
        print(f"{model['service']}: {count}, {len(lost)} lost ({model['file']})")
        for entry in lost:
            print(f"  lost: {entry['where']}: {entry['why']}")


def _count(value: object) -> int:
    return value if isinstance(value, int) else 0


def _print(forms: list[Mapping[str, object]], totals: object) -> None:
    for form in forms:
        lost = form["lost"]
        count = len(lost) if isinstance(lost, list) else 0
        pages, conditions = (f"{form[f'{what}_out']} of {form[f'{what}_in']}" for what in ("pages", "conditions"))
        print(f"{form['service']}: {pages} pages, {conditions} conditions, {count} things lost ({form['file']})")
    print(json.dumps(totals))
