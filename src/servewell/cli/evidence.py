"""`servewell evidence pool FILE`: what the trials of many agencies say together, or why that cannot be said."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from servewell.gateways.whole_files import read_bounded, write_whole

if TYPE_CHECKING:
    from servewell.core.evidence import Pool
    from servewell.core.evidence.fitting import HartungKnapp
    from servewell.web.design.evidence.view import EvidenceView

_HARTUNG_KNAPP: Final[dict[str, HartungKnapp]] = {"bounded": "max(1, q)", "plain": "plain", "no": "no"}


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Register the command."""
    parser = subparsers.add_parser("evidence", help="pool what the trials of many agencies measured")
    verbs = parser.add_subparsers(dest="verb", metavar="VERB", required=True)
    pooled = verbs.add_parser("pool", help="pool the effects of a file, or say why not")
    pooled.add_argument("file", type=Path, metavar="FILE", help="effects as CSV or JSON, one a row; see the guide")
    pooled.add_argument("--measure", metavar="NAME", help="only effects on this measure")
    pooled.add_argument("--horizon", type=int, metavar="DAYS", help="only effects that watched cases for so many days")
    pooled.add_argument("--method", choices=("REML", "DL", "PM", "ML", "common"), default="REML", help="of tau squared")
    pooled.add_argument(
        "--hartung-knapp", choices=tuple(_HARTUNG_KNAPP), default="bounded",
        help="bounded: by max(1, q), never narrower than plain; no: a normal interval",
    )  # fmt: skip
    pooled.add_argument("--language", default="en", metavar="CODE", help="of what is printed and drawn: en, es, ar, cy")
    pooled.add_argument("--json", action="store_true", help="print everything as JSON")
    pooled.add_argument("--svg", type=Path, metavar="OUT", help="write the forest plot")
    pooled.add_argument("--html", type=Path, metavar="OUT", help="write a page with the plot and its numbers")
    pooled.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Pool the file; return 1 when it cannot be pooled."""
    # SciPy takes half a second to load: only here, where it is needed.
    from servewell.core.evidence import pool
    from servewell.core.evidence.files import MOST_BYTES, read_effects
    from servewell.web.design.evidence.report import evidence_html, evidence_svg
    from servewell.web.design.evidence.view import evidence_view
    from servewell.web.design.insight.words import words_of

    told = read_effects(read_bounded(args.file, MOST_BYTES), file=str(args.file))
    chosen = [
        one for one in told.effects if args.measure in (None, one.measure) and args.horizon in (None, one.horizon_days)
    ]
    pooled = pool(
        chosen, is_register=told.is_register, method=args.method, hartung_knapp=_HARTUNG_KNAPP[args.hartung_knapp]
    )
    view = evidence_view(pooled, words_of(args.language))
    if args.html is not None:
        write_whole(args.html, evidence_html(pooled, title=args.file.name, language=args.language))
    if args.svg is not None and (drawn := evidence_svg(pooled, language=args.language)):
        write_whole(args.svg, drawn)
    if args.json:
        print(json.dumps(_as_json(pooled, view), ensure_ascii=False, indent=2))
    else:
        print("\n".join(_lines(view, tells_verified=told.tells_verified)))
    return 0 if pooled.fit else 1


def _lines(view: EvidenceView, *, tells_verified: bool) -> list[str]:
    lines = [view.title, "", *view.lead]
    if view.cautions:
        lines += ["", *(f"Note: {one}" for one in view.cautions)]
    for table in (view.trials, view.apart):
        if table is not None and table.rows:
            lines += ["", *_columns((table.head, *table.rows))]
    if view.facts:
        lines += ["", *(f"{name}: {value}" for name, value in view.facts)]
    if not tells_verified:
        lines += ["", "The file has no column 'verified': all its reports are taken as checked by you."]
    return lines


def _columns(rows: tuple[tuple[str, ...], ...]) -> list[str]:
    widths = [max(len(row[place]) for row in rows) for place in range(len(rows[0]))]
    return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]


def _as_json(pooled: Pool, view: EvidenceView) -> dict[str, Any]:
    plain = json.loads(json.dumps(asdict(pooled), default=_day))
    for caution, said in zip(plain["refusals"] + plain["cautions"], _told(pooled, view), strict=True):
        caution["said"] = said
    return {"title": view.title, "said": list(view.lead) if pooled.fit else [], **plain}


def _day(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} is not said in JSON")


def _told(pooled: Pool, view: EvidenceView) -> tuple[str, ...]:
    return view.cautions if pooled.fit else view.lead
