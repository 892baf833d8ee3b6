"""Every real form of the collection: imported, checked, and walked side by side with the original's own rules.

The walker here knows nothing of the importer: it is written from PageControllerBase.getNextPage and
condition-operators.ts, and reads the JSON directly.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from servewell.core.definition import parse, print_definition
from servewell.core.definition.importing.json_text import read_json
from servewell.core.definition.importing.xgov import Imported, import_form
from servewell.core.definition.journey import Journey
from servewell.core.definition.rehearse import fill_page, rehearse

FORMS = Path(__file__).resolve().parents[5] / "shared/data/forms/xgov"
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
WALKS = 5  # of each form; 200 of each were compared once, with the same result
PATHS = sorted(FORMS.rglob("*.json")) if FORMS.is_dir() else []

pytestmark = pytest.mark.skipif(not PATHS, reason=f"no real forms at {FORMS}")


def imported(path: Path) -> Imported:
    name = path.relative_to(FORMS).as_posix()
    return import_form(read_json(path.read_bytes(), file=name), file=name, agency="riverton")


@pytest.fixture(scope="module")
def all_forms() -> list[tuple[dict, Imported]]:
    return [(json.loads(path.read_text(encoding="utf-8")), imported(path)) for path in PATHS]


def test_every_form_is_imported_to_a_definition_without_faults(all_forms):
    for _, found in all_forms:
        text = print_definition(found.definition, found.comments)
        parsed = parse(text, file=f"{found.definition.service}.yaml")
        assert parsed.problems == (), found.report["file"]
        assert parsed.definition == found.definition


def test_at_least_97_percent_of_conditions_are_carried_and_each_other_one_is_listed(all_forms):
    carried = sum(found.report["conditions_out"] for _, found in all_forms)
    used = sum(found.report["conditions_in"] for _, found in all_forms)
    assert carried >= 0.97 * used
    for form, found in all_forms:
        missing = found.report["conditions_in"] - found.report["conditions_out"]
        names = {
            link["condition"] for page in form["pages"] for link in page.get("next") or [] if link.get("condition")
        }
        listed = [entry for entry in found.notes.lost if any(name in entry.where + entry.what for name in names)]
        assert len(listed) >= missing


def test_every_question_of_a_page_that_can_be_reached_is_carried(all_forms):
    for form, found in all_forms:
        reachable = set(paths_from_start(form))
        fields = {
            component["name"]
            for page in form["pages"]
            for component in page["components"]
            if page["path"] in reachable and component["type"].endswith("Field")
        }
        assert fields <= set(found.questions.values()), found.report["file"]


def test_every_page_the_original_can_reach_is_reached_in_rehearsal(all_forms):
    for form, found in all_forms:
        seen = rehearse(found.definition, times=250, seed=3, now=NOW)
        assert seen.faults == (), found.report["file"]
        reached = {found.paths[page] for page, visits in seen.pages.items() if visits}
        assert set(paths_from_start(form)) - summaries(form) <= reached, found.report["file"]


def test_the_same_answers_give_the_same_pages_in_the_same_order(all_forms):
    chance = random.Random(8)
    compared = 0
    for form, found in all_forms:
        journey = Journey(found.definition)
        beside = {entry.where for entry in found.notes.approximated if "beside" in entry.why}
        beside_paths = {page["path"] for page in form["pages"] if page["title"] in beside or page["path"] in beside}
        ours_of = {original: ours for ours, original in found.questions.items()}
        for _ in range(WALKS):
            visited, state = original_walk(form, chance)
            answers = translated(form, found, journey, visited, state, ours_of)
            result = journey.state(answers, now=NOW)
            pages = [found.paths[page.id] for page in result.pages]
            if result.end_page:
                pages.append(found.paths[result.end_page])
            never_next = beside_paths - set(paths_from_start(form))
            assert [path for path in pages if path not in never_next] == visited, (found.report["file"], state)
            assert result.missing == ()
            compared += 1
    assert compared == WALKS * len(PATHS)


def translated(form, found, journey, visited, state, ours_of):
    """Return our answers for an original walk: its own for what decides, made-up ones for the rest."""
    answers: dict[str, object] = {}
    ids = {path: page_id for page_id, path in found.paths.items()}
    questions = {question.name: question for page in found.definition.pages for question in page.questions}
    lists = {one["name"]: one["items"] for one in form["lists"]}
    for path in visited:
        answers |= fill_page(journey, ids[path], answers, random=random.Random(1), now=NOW)
        for component in page_of(form, path)["components"]:
            value = state.get(component.get("name"))
            ours = ours_of.get(component.get("name"))
            if ours not in questions:
                continue
            if component["type"] == "YesNoField":
                answers[ours] = value
            elif component["type"] in ("RadiosField", "AutocompleteField", "SelectField", "CheckboxesField"):
                values = list(dict.fromkeys(item["value"] for item in lists[component["list"]]))
                keys = dict(zip(values, questions[ours].choices, strict=True))
                answers[ours] = [keys[one] for one in value] if isinstance(value, list) else keys[value]
    return answers


# The original's rules, from its source.


def page_of(form, path):
    return next((page for page in form["pages"] if page["path"] == path), None)


def summaries(form) -> set[str]:
    return {
        page["path"] for page in form["pages"] if str(page.get("controller", "")).endswith(("summary.js", "confirm.js"))
    }


def paths_from_start(form) -> list[str]:
    found = [form["startPage"]]
    for path in found:
        for link in page_of(form, path).get("next") or []:
            if page_of(form, link["path"]) and link["path"] not in found:
                found.append(link["path"])
    return found


def original_walk(form, chance: random.Random) -> tuple[list[str], dict]:
    """Return the pages visited, the runner's own summary left out, and the answers by component name."""
    state: dict[str, object] = {}
    visited: list[str] = []
    page = page_of(form, form["startPage"])
    while page is not None and page["path"] not in summaries(form):
        visited.append(page["path"])
        state |= dict(made_up(form, page, chance))
        page = next_page(form, page, state)
    return visited, state


def made_up(form, page, chance) -> Iterator[tuple[str, object]]:
    for component in page["components"]:
        items = next((one["items"] for one in form["lists"] if one["name"] == component.get("list")), [])
        if component["type"] == "YesNoField":
            yield component["name"], chance.random() < 0.5
        elif component["type"] in ("RadiosField", "AutocompleteField", "SelectField"):
            yield component["name"], chance.choice(items)["value"]
        elif component["type"] == "CheckboxesField":
            chosen = chance.sample(items, chance.randint(1, len(items)))
            yield component["name"], [item["value"] for item in items if item in chosen]


def next_page(form, page, state):
    default = None
    for link in page.get("next") or []:
        target = page_of(form, link["path"])
        if target is None:
            continue
        if not link.get("condition"):
            default = target
        elif holds(form, link["condition"], state):
            return target
    return default


def holds(form, name, state) -> bool:
    condition = next(one for one in form["conditions"] if one["name"] == name)
    try:
        return joined(form, condition["value"]["conditions"], state)
    except LookupError:  # the runner's expression throws on an unknown name, and counts as false
        return False


def joined(form, parts, state) -> bool:
    groups: list[list[bool]] = []
    for part in parts:
        outcome = one_holds(form, part, state)
        if groups and part.get("coordinator") != "or":
            groups[-1].append(outcome)
        else:
            groups.append([outcome])
    return any(all(group) for group in groups)


def one_holds(form, part, state) -> bool:
    if "conditions" in part:
        return joined(form, part["conditions"], state)
    if "conditionName" in part:
        return holds(form, part["conditionName"], state)
    held = state[part["field"]["name"].rpartition(".")[2]]
    value = part["value"]["value"]
    if part["field"]["type"] == "YesNoField":
        value = value == "true"
    match part["operator"]:
        case "is":
            return held == value
        case "is not":
            return held != value
        case "contains":
            return value in held
        case "does not contain":
            return value not in held
    raise AssertionError(f"the forms do not use {part['operator']}")
