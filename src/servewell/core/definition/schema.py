"""The JSON Schema of a definition, so that editors complete keys and show what they mean."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from servewell.core.definition import keys
from servewell.core.definition.keys import Key
from servewell.core.definition.reading_pages import TYPES
from servewell.core.definition.scalars import CURRENCY, KEY, LANGUAGE, NAME, SINCE, SLUG, UNITS

Schema = dict[str, object]
# Editors may type what stands in YAML; we read texts. So a text may look like a number or a truth value to them.
TEXT: Final[Schema] = {"type": ["string", "number", "boolean"]}
YES_NO: Final[Schema] = {"enum": ["yes", "no", True, False]}
_SPAN: Final = f"[0-9]+ +({'|'.join(f'{unit[:-1]}s?' for unit in UNITS)})"
KINDS: Final[Mapping[str, Schema]] = {
    "text": TEXT,
    "word": TEXT,
    "rule": TEXT,
    "yes or no": YES_NO,
    "count": {"type": ["integer", "string"]},
    "duration": {"type": "string", "pattern": f"^{_SPAN}$"},
    "keep": {"type": "string", "pattern": f"^{_SPAN}( +after +({'|'.join(SINCE)}))?$"},
    "share": {"type": ["string", "integer"], "pattern": "^[0-9]{1,3} *%?$"},
    "size": {"type": "string", "pattern": "^[0-9]+ *([mMkK][bB]|bytes)$"},
    "texts": {"type": "array", "items": TEXT},
    "words": {"type": "array", "items": TEXT},
    "other": {},
}


def json_schema() -> Schema:
    """Return the schema of `definition.yaml` (JSON Schema 2020-12)."""
    question = _question(keys.QUESTION, {"$ref": "#/$defs/inner_question"})
    inner = _question([key for key in keys.QUESTION if key.types != ("group",)], None)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Servewell service definition",
        **_mapping(keys.TOP, _top()),
        "$defs": {"question": question, "inner_question": inner},
    }


def _top() -> dict[str, Schema]:
    stage = _mapping(keys.STAGE, {"stage": _pattern(SLUG.pattern)})
    value: Schema = {"type": ["string", "number", "boolean"]}
    return {
        "service": _pattern(SLUG.pattern),
        "agency": _pattern(SLUG.pattern),
        "language": _pattern(LANGUAGE.pattern),
        "languages": {"type": "array", "items": _pattern(LANGUAGE.pattern)},
        "channels": {"type": "array", "items": {"enum": list(keys.CHANNELS)}, "uniqueItems": True},
        "promise": _mapping(keys.PROMISE, {}),
        "currency": _pattern(CURRENCY.pattern),
        "values": _named(NAME.pattern, {"anyOf": [value, {"type": "array", "items": value}]}),
        "tables": _named(NAME.pattern, _table()),
        "criteria": _named(NAME.pattern, _mapping(keys.CRITERION, {})),
        "sections": _named(SLUG.pattern, TEXT),
        "pages": {"type": "array", "items": _page()},
        "stages": {"type": "array", "items": {"anyOf": [_pattern(SLUG.pattern), stage]}},
        "decisions": _named(SLUG.pattern, _decision()),
    }


def _table() -> Schema:
    cells: Schema = {"type": "array", "items": TEXT, "minItems": 1}
    rows: Schema = {"type": "array", "items": {**cells, "minItems": 2}, "minItems": 1}
    return _mapping(keys.TABLE, {"by": cells, "hit": {"enum": list(keys.HITS)}, "rows": rows})


def _page() -> Schema:
    ask = _named(NAME.pattern, {"$ref": "#/$defs/question"})
    return _mapping(keys.PAGE, {"page": _pattern(SLUG.pattern), "ask": ask, "end": _mapping(keys.END, {})})


def _decision() -> Schema:
    decision = _mapping(keys.DECISION, {"output": _pattern(SLUG.pattern), "reasons": _named(KEY.pattern, TEXT)})
    return {"anyOf": [{"type": "null"}, decision]}


def _question(known: Sequence[Key], inner: Schema | None) -> Schema:
    must = _mapping(keys.MUST, {})
    texts: Schema = {"anyOf": [_named(KEY.pattern, TEXT), {"type": "array", "items": TEXT}]}
    types = [one for one in TYPES if inner is not None or one != "group"]
    special: dict[str, Schema] = {
        "type": {"enum": types},
        "must": {"anyOf": [must, {"type": "array", "items": must}]},
        "choices": texts,
        "places": _named(KEY.pattern, TEXT),
        "currency": _pattern(CURRENCY.pattern),
        "accept": {"type": "array", "items": {"enum": list(keys.FILE_ENDINGS)}, "uniqueItems": True},
    }
    if inner is not None:
        special["ask"] = _named(NAME.pattern, inner)
    return _mapping(known, special)


def _mapping(known: Iterable[Key], special: Mapping[str, Schema]) -> Schema:
    known = list(known)
    return {
        "type": "object",
        "properties": {
            key.name: {"description": key.meaning, **(special.get(key.name) or KINDS[key.kind])} for key in known
        },
        "required": [key.name for key in known if key.is_required],
        "additionalProperties": False,
    }


def _named(pattern: str, value: Schema) -> Schema:
    return {"type": "object", "propertyNames": {"pattern": f"^{pattern}$"}, "additionalProperties": value}


def _pattern(pattern: str) -> Schema:
    return {"type": "string", "pattern": f"^{pattern}$"}
