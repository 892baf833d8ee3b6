"""From a tree to the model: pages and questions."""

from __future__ import annotations

from re import Pattern
from typing import get_args

from servewell.core.definition import keys
from servewell.core.definition.model import Must, Page, Question, QuestionType
from servewell.core.definition.reader import Fields, Reader
from servewell.core.definition.scalars import CURRENCY, KEY, NAME, SLUG, key_from_text, read_size
from servewell.core.definition.tree import Entries, Items, Node, Scalar

TYPES: tuple[QuestionType, ...] = get_args(QuestionType)
QUESTION_TEXTS = ("label", "as", "hint", "help", "because", "each")


def read_pages(fields: Fields, reader: Reader) -> tuple[Page, ...]:
    """Return the pages in file order."""
    pages: dict[str, Page] = {}
    for node in reader.items(fields.get("pages"), "'pages'"):
        inner = reader.fields(node, keys.PAGE, "A page")
        page_id = reader.word(inner, "page", SLUG)
        with reader.at(page=page_id):
            page = _read_page(page_id or "", node, inner, reader)
        if page_id in pages:
            found = f"There are two pages '{page_id}': the other is on line {pages[page_id].line}."
            reader.refuse("duplicate-name", node, found, "", "Rename one of them.")
        elif page_id is not None:
            pages[page_id] = page
    return tuple(pages.values())


def _read_page(page_id: str, node: Node, fields: Fields, reader: Reader) -> Page:
    stem = f"page.{page_id}"
    reader.text(fields, "title", f"{stem}.title")
    reader.text(fields, "text", f"{stem}.text")
    reader.text(fields, "purpose", f"{stem}.purpose")
    if fields:
        reader.need_text(f"{stem}.title", node, "The page has no title.", "Add 'title: ...'.")
    is_end = "end" in fields
    if is_end:
        end = reader.fields(fields["end"], keys.END, "'end'")
        reader.text(end, "because", f"{stem}.because")
        reader.text(end, "instead", f"{stem}.instead")
        found = "The end page does not say why one cannot go on."
        reader.need_text(f"{stem}.because", fields["end"], found, "Add 'end: {because: ...}'.")
        if "ask" in fields:
            fix = "Move the questions to a page before it."
            reader.refuse("end-page-asks", fields["ask"], "An end page cannot ask questions.", "", fix)
    return Page(
        id=page_id,
        questions=read_questions(fields, reader, ""),
        section=reader.word(fields, "section", SLUG),
        only_if=reader.rule(fields, "only if"),
        is_end=is_end,
        keep=reader.keep(fields, "keep"),
        line=node.line,
    )


def read_questions(fields: Fields, reader: Reader, group: str) -> tuple[Question, ...]:
    """Return the questions under `ask`; `group` is the path's beginning inside a group."""
    questions = []
    for key, node in reader.entries(fields.get("ask"), "'ask'"):
        with reader.at(question=f"{group}{key.text[:60]}"):
            name = reader.identifier(key, NAME, "a question")
            inner = reader.fields(node, keys.QUESTION, "The question")
            if name is not None and inner:
                question = _read_question(name, key, inner, reader, group)
                if question is not None:
                    questions.append(question)
    return tuple(questions)


def _read_type(fields: Fields, reader: Reader) -> QuestionType | None:
    scalar = reader.scalar(fields.get("type"), "'type'")
    if scalar is None:
        return None
    for known in TYPES:
        if scalar.text == known:
            return known
    close = reader.nearest(scalar.text, TYPES)
    fix = f"Did you mean '{close}'?" if close else ""
    reader.refuse("unknown-type", scalar, f"There is no type '{scalar.text[:60]}'.", ", ".join(TYPES), fix)
    return None


def _read_question(name: str, key: Scalar, fields: Fields, reader: Reader, group: str) -> Question | None:
    path = f"{group}{name}"
    kind = _read_type(fields, reader)
    for text in QUESTION_TEXTS:
        reader.text(fields, text, f"question.{path}.{text}")
    reader.need_text(f"question.{path}.label", key, "The question has no label.", "Add 'label: ...'.")
    if kind is not None:
        _refuse_keys_of_other_types(kind, fields, reader)
    _refuse_wrong_group(kind, key, fields, reader, group)
    question = Question(
        name=name,
        type=kind or "text",
        optional=reader.truth(fields, "optional"),
        only_if=reader.rule(fields, "only if"),
        must=_read_must(fields, reader, path),
        choices=_read_choices(fields, reader, path, key, kind),
        unit=_unit(fields, reader),
        currency=reader.word(fields, "currency", CURRENCY),
        places=read_keyed_texts(reader, fields, "places", f"question.{path}.places.{{}}", KEY),
        accept=reader.words(fields, "accept", keys.FILE_ENDINGS, "unknown-file-type"),
        max_size=reader.parsed(fields, "max size", read_size, "bad-size", "a size such as 10 MB, at most 1000 MB"),
        max_files=reader.count(fields, "max files", 100) or 1,
        max_length=reader.count(fields, "max length", 100_000),
        max_words=reader.count(fields, "max words", 20_000),
        at_least=reader.count(fields, "at least", 100),
        at_most=reader.count(fields, "at most", 100),
        questions=read_questions(fields, reader, f"{name}.") if not group else (),
        keep=reader.keep(fields, "keep"),
        line=key.line,
    )
    if (question.at_least or 0) > (question.at_most or 100):
        reader.refuse("bad-count", fields["at least"], "'at least' is more than 'at most'.")
    return question if kind is not None else None


def _unit(fields: Fields, reader: Reader) -> str | None:
    expected = "a short text such as m, kg or hours"
    return reader.parsed(fields, "unit", lambda text: text if 0 < len(text) <= 30 else None, "bad-name", expected)


def _refuse_keys_of_other_types(kind: QuestionType, fields: Fields, reader: Reader) -> None:
    for known in keys.QUESTION:
        if known.name in fields and known.types and kind not in known.types:
            found = f"A question of type '{kind}' has no '{known.name}'."
            fix = f"Remove it, or make it a question of type {' or '.join(known.types)}."
            reader.refuse("key-not-for-type", fields[known.name], found, "", fix)


def _refuse_wrong_group(kind: str | None, key: Scalar, fields: Fields, reader: Reader, group: str) -> None:
    if kind != "group":
        return
    if group:
        found = "A group stands inside a group: residents get lost in lists of lists."
        reader.refuse("nested-group", key, found, "", "Ask it on a page of its own.")
    elif not reader.entries(fields.get("ask"), "'ask'"):
        reader.refuse("empty-group", key, "The group asks nothing.", "", "Add 'ask:' with its questions.")


def _read_must(fields: Fields, reader: Reader, path: str) -> tuple[Must, ...]:
    node = fields.get("must")
    if node is None:
        return ()
    found = []
    for item in node.items if isinstance(node, Items) else (node,):
        inner = reader.fields(item, keys.MUST, "'must'")
        rule = reader.rule(inner, "rule")
        if rule is None:
            continue
        found.append(Must(rule))
        text = f"question.{path}.must.{len(found)}.otherwise"
        reader.text(inner, "otherwise", text)
        reader.need_text(text, item, "'must' does not say what residents read.", "Add 'otherwise: ...'.")
    return tuple(found)


def _read_choices(fields: Fields, reader: Reader, path: str, key: Scalar, kind: str | None) -> tuple[str, ...]:
    node = fields.get("choices")
    stem = f"question.{path}.choices.{{}}"
    if kind in ("choice", "choices") and (node is None or not getattr(node, "items", getattr(node, "entries", ()))):
        reader.refuse("no-choices", key, "The question has no choices.", "", "Add 'choices: {key: Text, ...}'.")
        return ()
    if not isinstance(node, Items):
        return read_keyed_texts(reader, fields, "choices", stem, KEY)
    found: list[str] = []
    for item in node.items:
        scalar = reader.scalar(item, "A choice")
        if scalar is not None:
            found.append(key_from_text(scalar.text, set(found)))
            reader.keep_text(stem.format(found[-1]), scalar)
    return tuple(found)


def read_keyed_texts(reader: Reader, fields: Fields, name: str, stem: str, form: Pattern[str]) -> tuple[str, ...]:
    """Return the keys of a mapping of texts, keeping each text under `stem` with the key filled in."""
    node = fields.get(name)
    if isinstance(node, Scalar) and not node.text:
        node = Entries((), node.line, node.column)
    found = []
    for key, value in reader.entries(node, f"'{name}'"):
        known = reader.identifier(key, form, f"one of '{name}'")
        scalar = reader.scalar(value, f"'{key.text[:60]}'")
        if known is not None and scalar is not None:
            found.append(known)
            reader.keep_text(stem.format(known), scalar)
    return tuple(found)
