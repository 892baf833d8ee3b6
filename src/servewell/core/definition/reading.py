"""From a tree to the model: top level, criteria, stages, decisions. Questions are read in reading_pages.py."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from servewell.core.definition import keys
from servewell.core.definition.model import Criterion, Decision, Definition, Promise, Stage
from servewell.core.definition.reader import Fields, Reader
from servewell.core.definition.reading_pages import read_keyed_texts, read_pages
from servewell.core.definition.reading_tables import read_tables
from servewell.core.definition.scalars import CURRENCY, KEY, LANGUAGE, NAME, SLUG, read_share, read_value, title_from_id
from servewell.core.definition.tree import Items, Node, Scalar


def read_definition(root: Node, reader: Reader) -> Definition | None:
    """Return what the tree says, as far as it can be read; None when it is not a definition at all."""
    fields = reader.fields(root, keys.TOP, "The definition")
    if not fields:
        return None
    language = reader.word(fields, "language", LANGUAGE) or "en"
    for name in ("title", "summary", "for", "purpose", "declaration"):
        reader.text(fields, name, name)
    reader.text(fields, "fee text", "fee")
    service, agency = reader.word(fields, "service", SLUG), reader.word(fields, "agency", SLUG)
    return Definition(
        service=service or "",
        agency=agency or "",
        language=language,
        languages=_languages(fields, reader, language),
        life_events=reader.words(fields, "life events", (), ""),
        channels=reader.words(fields, "channels", keys.CHANNELS, "unknown-channel") or ("online",),
        needs=_needs(fields, reader),
        promise=_promise(fields, reader),
        fee=reader.rule(fields, "fee"),
        currency=reader.word(fields, "currency", CURRENCY) or "EUR",
        keep=reader.keep(fields, "keep"),
        values=_values(fields, reader),
        tables=read_tables(fields, reader),
        criteria=_criteria(fields, reader),
        sections=read_keyed_texts(reader, fields, "sections", "section.{}.title", SLUG),
        pages=read_pages(fields, reader),
        stages=_stages(fields, reader),
        decisions=_decisions(fields, reader),
    )


def _languages(fields: Fields, reader: Reader, language: str) -> tuple[str, ...]:
    found = [language]
    for item in reader.items(fields.get("languages"), "'languages'"):
        scalar = reader.scalar(item, "A language")
        if scalar is None:
            continue
        if not LANGUAGE.fullmatch(scalar.text):
            reader.refuse("bad-name", scalar, f"'{scalar.text[:60]}' is not a language code.", "en, cy or such")
        elif scalar.text not in found:
            found.append(scalar.text)
            reader.places[f"languages.{scalar.text}"] = reader.place(scalar)
    return tuple(found)


def _needs(fields: Fields, reader: Reader) -> int:
    number = 0
    for item in reader.items(fields.get("needs"), "'needs'"):
        scalar = reader.scalar(item, "An item of 'needs'")
        if scalar is not None:
            number += 1
            reader.keep_text(f"need.{number}", scalar)
    return number


def _promise(fields: Fields, reader: Reader) -> Promise | None:
    if "promise" not in fields:
        return None
    inner = reader.fields(fields["promise"], keys.PROMISE, "'promise'")
    within = reader.duration(inner, "decide within")
    share = reader.parsed(inner, "for", read_share, "bad-share", "a share from 1% to 100%, such as 90%")
    return Promise(within, 100 if share is None else share) if within else None


def _values(fields: Fields, reader: Reader) -> Mapping[str, object]:
    values: dict[str, object] = {}
    for key, node in reader.entries(fields.get("values"), "'values'"):
        name = reader.identifier(key, NAME, "a value")
        value = _value(node, reader)
        if name is not None and value is not None:
            values[name] = value
            reader.places[f"values.{name}"] = reader.place(key)
    return values


def _value(node: Node, reader: Reader) -> str | Decimal | bool | tuple[object, ...] | None:
    if isinstance(node, Scalar):
        return read_value(node.text, is_quoted=bool(node.style))
    if isinstance(node, Items):
        items = [reader.scalar(item, "An item of a list in 'values'") for item in node.items]
        return tuple(read_value(item.text, is_quoted=bool(item.style)) for item in items if item is not None)
    reader.refuse("wrong-shape", node, "A value is a mapping.", "a number, a text, yes, no, or a list of these")
    return None


def _criteria(fields: Fields, reader: Reader) -> tuple[Criterion, ...]:
    criteria = []
    for key, node in reader.entries(fields.get("criteria"), "'criteria'"):
        name = reader.identifier(key, NAME, "a criterion")
        inner = reader.fields(node, keys.CRITERION, f"Criterion '{key.text}'")
        rule = reader.rule(inner, "rule")
        for text in ("title", "otherwise", "instead"):
            reader.text(inner, text, f"criterion.{key.text}.{text}")
        if inner:
            found = f"Criterion '{key.text}' does not say what residents read when it is not met."
            reader.need_text(f"criterion.{key.text}.otherwise", key, found, "Add 'otherwise: ...'.")
        if name is not None and rule is not None:
            criteria.append(Criterion(name, rule, key.line))
    return tuple(criteria)


def _stages(fields: Fields, reader: Reader) -> tuple[Stage, ...]:
    stages: dict[str, Stage] = {}
    for node in reader.items(fields.get("stages"), "'stages'"):
        inner: Fields = {"stage": node} if isinstance(node, Scalar) else reader.fields(node, keys.STAGE, "A stage")
        name = reader.word(inner, "stage", SLUG)
        if name is None:
            continue
        if name in stages:
            reader.refuse("duplicate-name", node, f"There are two stages '{name}'.", "", "Rename one of them.")
            continue
        reader.text(inner, "title", f"stage.{name}.title")
        reader.text(inner, "text", f"stage.{name}.text")
        reader.default_text(f"stage.{name}.title", title_from_id(name), node)
        stages[name] = Stage(name, reader.duration(inner, "promise"), node.line)
    return tuple(stages.values())


def _decisions(fields: Fields, reader: Reader) -> tuple[Decision, ...]:
    decisions = []
    for key, node in reader.entries(fields.get("decisions"), "'decisions'"):
        name = reader.identifier(key, SLUG, "a decision")
        empty = isinstance(node, Scalar) and not node.text
        inner: Fields = {} if empty else reader.fields(node, keys.DECISION, f"Decision '{key.text}'")
        if name is None:
            continue
        stem = f"decision.{name}"
        for text in ("title", "text", "appeal"):
            reader.text(inner, text, f"{stem}.{text}")
        reader.default_text(f"{stem}.title", title_from_id(name), key)
        decisions.append(
            Decision(
                name,
                read_keyed_texts(reader, inner, "reasons", f"{stem}.reasons.{{}}", KEY),
                reader.word(inner, "output", SLUG),
                reader.duration(inner, "valid for"),
                reader.duration(inner, "appeal within"),
                key.line,
            )
        )
    return tuple(decisions)
