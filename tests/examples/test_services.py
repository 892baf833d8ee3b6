"""Every service under `examples/` is without fault, can be walked to its last page, and passes its owner's tests."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from servewell.core.definition import check, load_folder
from servewell.core.definition.journey import journey_of
from servewell.core.definition.rehearse import rehearse, run_examples

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
SERVICES = sorted(path.parent for path in Path(__file__).parents[2].glob("examples/*/definition.yaml"))


@pytest.mark.parametrize("folder", SERVICES, ids=lambda folder: folder.name)
def test_an_example_service_works(folder: Path):
    parsed = load_folder(folder)
    assert parsed.problems == ()
    assert parsed.definition is not None
    assert check(parsed.definition) == ()
    assert parsed.definition.service == folder.name

    seen = rehearse(parsed.definition, times=400, seed=1, now=NOW)
    assert (seen.never_reached, seen.one_sided, seen.faults) == ((), (), ())
    examples = folder / "examples.yaml"
    assert run_examples(parsed.definition, examples.read_bytes(), str(examples), NOW) == ()


@pytest.mark.parametrize(
    ("service", "asked"),
    [
        ("disabled-parking-permit", {"postcode", "blind", "walking_distance_m", "lasts_a_year"}),
        ("report-a-street-problem", {"danger_now", "ground"}),
        ("birth-certificate-copy", {"born_in_riverton", "born_month", "relation"}),
    ],
)
def test_eligibility_needs_few_answers(service: str, asked: set[str]):
    (folder,) = (folder for folder in SERVICES if folder.name == service)
    definition = load_folder(folder).definition
    assert definition is not None
    assert set(journey_of(definition).eligibility_questions()) == asked
