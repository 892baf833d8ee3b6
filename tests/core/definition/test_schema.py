import json
from pathlib import Path

import jsonschema
import pytest
import yaml
from tests.core.definition.sound import SOUND

from servewell.core.definition import keys
from servewell.core.definition.schema import json_schema

ROOT = Path(__file__).parents[3]


def read(text: str) -> object:
    return yaml.load(text, Loader=yaml.CSafeLoader)


def errors(text: str) -> list[str]:
    return [error.message for error in jsonschema.Draft202012Validator(json_schema()).iter_errors(read(text))]


def test_the_schema_is_valid_and_published() -> None:
    jsonschema.Draft202012Validator.check_schema(json_schema())
    published = json.loads((ROOT / "docs" / "develop" / "definition.schema.json").read_text(encoding="utf-8"))
    assert published == json_schema(), "write it anew: servewell check --schema > docs/develop/definition.schema.json"


def test_a_sound_definition_fits_the_schema() -> None:
    assert errors(SOUND) == []


@pytest.mark.parametrize(
    "path", sorted((ROOT / "examples").glob("*/definition.yaml")), ids=lambda path: path.parent.name
)
def test_the_examples_fit_the_schema(path: Path) -> None:
    assert errors(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [("summary:", "sumary:"), ("type: yes or no", "type: yes/no"), ("keep: 3 years", "keep: long"), ("[pdf,", "[pfd,"),
     ("full_name:", "Full Name:"), ("    title: Your sight\n", "    titel: Your sight\n")],
)  # fmt: skip
def test_what_an_editor_can_see_is_wrong_by_the_schema(old: str, new: str) -> None:
    assert errors(SOUND.replace(old, new, 1))


def test_every_key_is_documented() -> None:
    text = (ROOT / "docs" / "develop" / "definition.md").read_text(encoding="utf-8")
    tables = (keys.TOP, keys.PROMISE, keys.TABLE, keys.CRITERION, keys.PAGE, keys.END, keys.QUESTION, keys.MUST)
    for key in (key for table in (*tables, keys.STAGE, keys.DECISION) for key in table):
        assert f"| `{key.name}` |" in text
        assert key.meaning in text
