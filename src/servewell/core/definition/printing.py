"""The canonical text of a definition: equal definitions print equally; only differences from defaults are printed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from decimal import Decimal

from servewell.core.definition.comments import Comments
from servewell.core.definition.layout import Out, Quoted, write_yaml
from servewell.core.definition.model import (
    Decision,
    Definition,
    Duration,
    Keep,
    Must,
    Page,
    Question,
    RuleText,
    Stage,
    Table,
)
from servewell.core.definition.scalars import (
    clean_text,
    read_value,
    title_from_id,
    write_duration,
    write_keep,
    write_size,
)
from servewell.core.definition.texts import write_texts

OutMap = dict[str, Out]


def print_definition(definition: Definition, comments: Comments | None = None) -> str:
    """Return the definition as canonical YAML, with the comments of its source when given."""
    return write_yaml(_Printer(definition).definition(), comments or {})


def print_texts(definition: Definition, language: str, comments: Comments | None = None) -> str:
    """Return the translation file of one language as canonical YAML."""
    return write_yaml(write_texts(definition, language), comments or {})


def content_hash(definition: Definition) -> str:
    """Return the version's identity: SHA-256 in hex over the canonical text and all translations."""
    digest = hashlib.sha256(print_definition(definition).encode())
    for language in definition.languages:
        if language != definition.language:
            digest.update(b"\x00" + print_texts(definition, language).encode())
    return digest.hexdigest()


def _rule(rule: RuleText | None) -> str:
    return "" if rule is None else "\n".join(line.rstrip() for line in rule.text.strip().split("\n"))


def write_value(value: object) -> Out:
    """Return one of `values` so that reading it again gives the same."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, str):
        is_plain = value and value.strip() == value and read_value(value, is_quoted=False) == value
        return value if is_plain else Quoted(value)
    if isinstance(value, Iterable):
        return [write_value(item) for item in value]
    return str(value)


def _duration(duration: Duration | None) -> str | None:
    return None if duration is None else write_duration(duration)


def _keep(keep: Keep | None) -> str | None:
    return None if keep is None else write_keep(keep)


def _without_empty(entries: Mapping[str, Out | None]) -> OutMap:
    return {key: value for key, value in entries.items() if value is not None and value not in ("", [], {})}


class _Printer:
    def __init__(self, definition: Definition) -> None:
        self.of = definition
        self.texts = definition.texts.get(definition.language, {})

    def text(self, key: str) -> str:
        return clean_text(self.texts.get(key, ""))

    def keyed(self, stem: str, names: Iterable[str]) -> OutMap:
        return {name: self.text(f"{stem}.{name}") for name in names}

    def definition(self) -> OutMap:
        of = self.of
        source_only = of.languages == (of.language,)
        return _without_empty({
            "service": of.service,
            "title": self.text("title"),
            "summary": self.text("summary"),
            "agency": of.agency,
            "language": of.language if of.language != "en" else None,
            "languages": None if source_only else list(of.languages),
            "for": self.text("for"),
            "needs": [self.text(f"need.{number}") for number in range(1, of.needs + 1)],
            "life events": list(of.life_events),
            "channels": list(of.channels) if of.channels != ("online",) else None,
            "promise": self.promise(),
            "fee": _rule(of.fee),
            "fee text": self.text("fee"),
            "currency": of.currency if of.currency != "EUR" else None,
            "purpose": self.text("purpose"),
            "keep": _keep(of.keep),
            "values": {name: write_value(value) for name, value in of.values.items()},
            "tables": {one.name: _table(one) for one in of.tables},
            "criteria": {one.name: self.criterion(one.name, one.rule) for one in of.criteria},
            "sections": {name: self.text(f"section.{name}.title") for name in of.sections},
            "pages": [self.page(page) for page in of.pages],
            "declaration": self.text("declaration"),
            "stages": [self.stage(stage) for stage in of.stages],
            "decisions": {one.id: self.decision(one) for one in of.decisions},
        })  # fmt: skip

    def promise(self) -> OutMap:
        promise = self.of.promise
        if promise is None:
            return {}
        share = {"for": f"{promise.share}%"} if promise.share != 100 else {}
        return {"decide within": write_duration(promise.within), **share}

    def criterion(self, name: str, rule: RuleText) -> OutMap:
        texts = {key: self.text(f"criterion.{name}.{key}") for key in ("title", "otherwise", "instead")}
        return _without_empty({"title": texts.pop("title"), "rule": _rule(rule), **texts})

    def page(self, page: Page) -> OutMap:
        stem = f"page.{page.id}"
        end = {key: self.text(f"{stem}.{key}") for key in ("because", "instead")} if page.is_end else {}
        return _without_empty({
            "page": page.id,
            "title": self.text(f"{stem}.title"),
            "section": page.section,
            "only if": _rule(page.only_if),
            "text": self.text(f"{stem}.text"),
            "ask": {question.name: self.question(question, question.name) for question in page.questions},
            "purpose": self.text(f"{stem}.purpose"),
            "keep": _keep(page.keep),
            "end": _without_empty(end),
        })  # fmt: skip

    def question(self, question: Question, path: str) -> OutMap:
        stem = f"question.{path}"
        texts = {key: self.text(f"{stem}.{key}") for key in ("label", "as", "hint", "help", "because", "each")}
        must: list[Out] = [self.must(must, f"{stem}.must.{n}") for n, must in enumerate(question.must, 1)]
        inner = {one.name: self.question(one, f"{path}.{one.name}") for one in question.questions}
        return _without_empty({
            "type": question.type,
            **{key: texts[key] for key in ("label", "as", "hint", "help", "because")},
            "optional": "yes" if question.optional else None,
            "only if": _rule(question.only_if),
            "must": must[0] if len(must) == 1 else must,
            "choices": self.keyed(f"{stem}.choices", question.choices),
            "unit": question.unit,
            "currency": question.currency,
            "places": self.keyed(f"{stem}.places", question.places),
            "accept": list(question.accept),
            "max size": None if question.max_size is None else write_size(question.max_size),
            "max files": str(question.max_files) if question.max_files != 1 else None,
            "max length": _count(question.max_length),
            "max words": _count(question.max_words),
            "each": texts["each"],
            "at least": _count(question.at_least),
            "at most": _count(question.at_most),
            "keep": _keep(question.keep),
            "ask": inner,
        })  # fmt: skip

    def must(self, must: Must, stem: str) -> OutMap:
        return _without_empty({"rule": _rule(must.rule), "otherwise": self.text(f"{stem}.otherwise")})

    def stage(self, stage: Stage) -> Out:
        title = self.text(f"stage.{stage.id}.title")
        entries = _without_empty({
            "stage": stage.id,
            "title": title if title != title_from_id(stage.id) else None,
            "text": self.text(f"stage.{stage.id}.text"),
            "promise": _duration(stage.promise),
        })  # fmt: skip
        return stage.id if len(entries) == 1 else entries

    def decision(self, decision: Decision) -> OutMap:
        stem = f"decision.{decision.id}"
        title = self.text(f"{stem}.title")
        return _without_empty({
            "title": title if title != title_from_id(decision.id) else None,
            "output": decision.output,
            "valid for": _duration(decision.valid_for),
            "text": self.text(f"{stem}.text"),
            "reasons": self.keyed(f"{stem}.reasons", decision.reasons),
            "appeal within": _duration(decision.appeal_within),
            "appeal": self.text(f"{stem}.appeal"),
        })  # fmt: skip


def _table(table: Table) -> OutMap:
    return _without_empty({
        "by": [_rule(one) for one in table.by],
        "hit": table.hit if table.hit != "unique" else None,
        "rows": [[*(_rule(cell) for cell in row.cells), _rule(row.gives)] for row in table.rows],
    })  # fmt: skip


def _count(number: int | None) -> str | None:
    return None if number is None else str(number)
