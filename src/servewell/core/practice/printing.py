"""The canonical text of a practice: what is signed, and what every copy looks like."""

from __future__ import annotations

from collections.abc import Mapping

from servewell.core.definition.layout import Out, Quoted, write_yaml
from servewell.core.definition.model import Duration, Keep, Promise, Question
from servewell.core.definition.printing import write_value
from servewell.core.definition.scalars import NUMBER, TRUTH, write_duration, write_keep, write_size
from servewell.core.evidence import Effect
from servewell.core.practice.model import Change, Parts, Practice, Setting

OutMap = dict[str, Out]


def print_practice(practice: Practice, *, is_signed: bool = True) -> str:
    """Return the practice as canonical YAML, with its signature or without."""
    return write_yaml(_Printer(practice).practice(is_signed=is_signed), {})


def print_change(practice: Practice, number: int) -> str:
    """Return what one change (from 1) sets, says, moves and adds, as it stands in the file."""
    printed = _Printer(practice).change(number, practice.changes[number - 1])
    return write_yaml(dict(list(printed.items())[1:]), {}).strip()


class _Printer:
    def __init__(self, practice: Practice) -> None:
        self.of = practice
        self.texts = practice.texts.get(practice.language, {})

    def text(self, key: str) -> Out:
        return _text(self.texts.get(key, ""))

    def practice(self, *, is_signed: bool) -> OutMap:
        of = self.of
        signed: OutMap = {}
        if is_signed and of.signature is not None:
            signed = {"by": of.signature.by, "key": of.signature.key, "signature": of.signature.signature}
        others = {code: texts for code, texts in sorted(of.texts.items()) if code != of.language}
        return _without_empty({
            "practice": of.name,
            "title": self.text("title"),
            "summary": self.text("summary"),
            "agency": of.agency,
            "edition": str(of.number),
            "made on": of.made_on.isoformat(),
            "language": of.language if of.language != "en" else None,
            "against": list(of.against),
            "changes": [self.change(number, change) for number, change in enumerate(of.changes, 1)],
            "conditions": [self.text(f"condition.{number}") for number in range(1, of.conditions + 1)],
            "cautions": [self.text(f"caution.{number}") for number in range(1, of.cautions + 1)],
            "evidence": [_effect(one) for one in of.evidence],
            "translations": {code: self.translation(texts) for code, texts in others.items()},
            "signed": signed,
        })  # fmt: skip

    def translation(self, texts: Mapping[str, str]) -> OutMap:
        return {key: _text(texts[key]) for key in self.texts if key in texts}

    def change(self, number: int, change: Change) -> OutMap:
        stem = f"change.{number}"
        printed = _without_empty({
            "set": {name: _setting(name, value) for name, value in change.settings.items()},
            "say": {name: self.text(f"{stem}.say.{name}") for name in change.says},
            "move": change.move,
            "add": {one.name: self.question(one, f"{stem}.add.{one.name}") for one in change.adds},
        })  # fmt: skip
        return {change.parts.kind: _parts(change.parts), **printed}

    def question(self, question: Question, stem: str) -> OutMap:
        texts = {name: self.text(f"{stem}.{name}") for name in ("label", "as", "hint", "help", "because")}
        counts = {"max length": question.max_length, "max words": question.max_words}
        return _without_empty({
            "type": question.type,
            **texts,
            "optional": "yes" if question.optional else None,
            "choices": {name: self.text(f"{stem}.choices.{name}") for name in question.choices},
            "unit": question.unit,
            "currency": question.currency,
            "accept": list(question.accept),
            "max size": None if question.max_size is None else write_size(question.max_size),
            "max files": str(question.max_files) if question.max_files != 1 else None,
            **{name: None if count is None else str(count) for name, count in counts.items()},
            "keep": None if question.keep is None else write_keep(question.keep),
        })  # fmt: skip


def _without_empty(entries: Mapping[str, Out | None]) -> OutMap:
    return {key: value for key, value in entries.items() if value is not None and value not in ("", [], {})}


def _text(text: str) -> Out:
    return Quoted(text) if text in TRUTH or NUMBER.fullmatch(text) else text


def _parts(parts: Parts) -> OutMap:
    truths = {"optional": parts.is_optional, "with reasons": parts.has_reasons}
    return _without_empty({
        "asking" if parts.kind == "pages" else "type": parts.type,
        **{name: None if value is None else write_value(value) for name, value in truths.items()},
        "place": parts.place,
    })  # fmt: skip


def _setting(name: str, value: Setting) -> Out:
    if isinstance(value, Duration):
        return write_duration(value)
    if isinstance(value, Keep):
        return write_keep(value)
    if isinstance(value, Promise):
        share: OutMap = {"for": f"{value.share}%"} if value.share != 100 else {}
        return {"decide within": write_duration(value.within), **share}
    if isinstance(value, tuple):
        return [str(item) for item in value]
    if isinstance(value, bool):
        return "yes" if value else "no"
    return write_size(value) if name == "max size" and isinstance(value, int) else str(value)


def _effect(effect: Effect) -> OutMap:
    numbers = {"estimate": effect.estimate, "standard error": effect.standard_error}
    counts = {"people old": effect.people_old, "people new": effect.people_new}
    days = {"registered": effect.registered_on, "begun": effect.begun_on, "finished": effect.finished_on}
    return _without_empty({
        "agency": _text(effect.agency),
        "measure": effect.measure,
        "scale": effect.scale,
        "horizon": f"{effect.horizon_days} days",
        **{name: None if number is None else _number(number) for name, number in numbers.items()},
        "design": effect.design if effect.design != "trial" else None,
        **{name: None if count is None else str(count) for name, count in counts.items()},
        **{name: None if day is None else day.isoformat() for name, day in days.items()},
        "version": _text(effect.version),
    })  # fmt: skip


def _number(number: float) -> str:
    text = repr(number)
    return text.removesuffix(".0")
