"""The queue at 100,000 open cases beside the queue at 100: rows put into a scratch database in bulk."""

from __future__ import annotations

import os
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

MANY, FEW, VIEWS = 100_000, 100, 15


def main() -> None:
    """Print time and number of queries of the queue's pages, few and many."""
    with tempfile.TemporaryDirectory(prefix="servewell-bench-") as folder:
        os.environ |= {"SERVEWELL_DATA": folder, "SERVEWELL_DEMO": "yes", "SERVEWELL_ADDRESS": "http://testserver"}
        from servewell.cli.installation import open_installation

        open_installation(prepare=True)
        _prepare()
        rows = []
        for count, more in ((FEW, FEW), (MANY, MANY - FEW)):
            _fill(more, begin=count - more)
            rows += [(count, name, *_measure(query)) for name, query in _pages()]
    print(f"Queue of a caseworker: page of 50, best of {VIEWS}")
    print("open cases  page                       ms CPU  queries")
    for count, name, milliseconds, queries in rows:
        print(f"{count:>10,}  {name:<25} {milliseconds:>7.1f} {queries:>8}")
    half = len(rows) // 2
    worst = max(many[2] / few[2] for few, many in zip(rows[:half], rows[half:], strict=True))
    print(f"worst ratio many/few {worst:.2f}\n")


def _pages() -> tuple[tuple[str, str], ...]:
    return (
        ("first", ""), ("taken by nobody", "?assigned=nobody"), ("mine", "?assigned=mine"), ("late", "?due=late"),
        ("one service", "?service=birth-certificate-copy"),
    )  # fmt: skip


def _prepare() -> None:
    from servewell.cli.demo import examples_folder
    from servewell.cli.demo.seed import seed_agency

    folder = Path(os.environ["SERVEWELL_DATA"]) / "examples"
    folder.mkdir()
    (folder / "birth-certificate-copy").symlink_to(examples_folder() / "birth-certificate-copy")
    seed_agency(examples=folder, now=datetime.now(UTC))


def _fill(count: int, *, begin: int) -> None:
    """Insert open cases past the operations: only the page is measured."""
    from servewell.apps.cases.models import Case
    from servewell.apps.people.queries import staff_of
    from servewell.apps.services.queries import current_version

    random, now = Random(begin), datetime.now(UTC)
    version = current_version("birth-certificate-copy", "")
    members = [member.account_id for member in staff_of("riverton") if "caseworker" in member.roles]
    rows = []
    for number in range(begin, begin + count):
        came = now - timedelta(days=random.random() * 60)
        rows.append(
            Case(
                id=f"case{number:016}",
                reference=f"{number:010}",
                secret_hash="0" * 64,
                submission_key=f"key{number}",
                draft_id=f"draft{number}",
                agency="riverton",
                service="birth-certificate-copy",
                version=version,
                language="en",
                channel="online",
                status="open",
                stage="received",
                stage_entered_at=came,
                waiting_on="resident" if random.random() < 0.05 else "agency",
                assigned_to_id=random.choice([*members, None, None]),
                submitted_at=came,
                due_on=(came + timedelta(days=14)).date(),
            )
        )
    Case.objects.bulk_create(rows, batch_size=1_000)


def _measure(query: str) -> tuple[float, int]:
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from servewell.apps.people.queries import account_by_email

    client = Client()
    client.force_login(account_by_email("amina@riverton.example"))
    best, queries = 1e9, 0
    for _ in range(VIEWS):
        with CaptureQueriesContext(connection) as seen:
            began = time.process_time()
            answer = client.get(f"/staff/queue/{query}")
            best = min(best, time.process_time() - began)
        if answer.status_code != 200:
            raise SystemExit(f"{answer.status_code} for the queue: {answer.headers.get('Location', '')}")
        queries = len(seen)
    return 1000 * best, queries


if __name__ == "__main__":
    main()
