"""From a tree to the operations of a practice."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, cast, get_args

from servewell.core.definition.keys import CHANNELS, FILE_ENDINGS, PROMISE, Key
from servewell.core.definition.model import Promise, Question, QuestionType
from servewell.core.definition.reader import Fields, Reader
from servewell.core.definition.reading_pages import TYPES, read_questions
from servewell.core.definition.scalars import read_share, read_size
from servewell.core.definition.tree import Entries, Node, Scalar
from servewell.core.practice import keys
from servewell.core.practice.model import Change, End, Kind, Parts, Setting

KINDS: Final[tuple[Kind, ...]] = get_args(Kind)
_NO_RULES: Final = ("only if", "must")
_BIGGEST: Final = {"max files": 100, "max length": 100_000}


def read_changes(fields: Fields, reader: Reader) -> tuple[Change, ...]:
    """Return the changes in file order; their texts are kept under `change.<n>.…`."""
    items = reader.items(fields.get("changes"), "'changes'")
    if "changes" in fields and not items:
        reader.refuse("nothing-to-change", fields["changes"], "The practice changes nothing.", "one change or more")
    if len(items) > keys.MOST_CHANGES:
        found = f"There are {len(items)} changes."
        reader.refuse("too-many", items[keys.MOST_CHANGES], found, f"at most {keys.MOST_CHANGES}")
        return ()
    changes = [_change(number, node, reader) for number, node in enumerate(items, 1)]
    return tuple(change for change in changes if change is not None)


def _change(number: int, node: Node, reader: Reader) -> Change | None:
    fields = reader.fields(node, keys.CHANGE, "A change")
    chosen = [kind for kind in KINDS if kind in fields]
    if len(chosen) != 1:
        if fields:
            found = f"The change is about {' and '.join(chosen) or 'nothing'}."
            reader.refuse("wrong-shape", node, found, f"one of {', '.join(KINDS)}")
        return None
    kind = chosen[0]
    parts = _parts(kind, fields[kind], reader)
    settings = _settings(kind, fields, reader)
    says = _says(kind, number, fields, reader)
    move = cast("End | None", _end(fields, "move", reader))
    if move is not None and kind not in keys.MOVES:
        reader.refuse("key-not-for-type", fields["move"], f"One cannot move {kind}.", "questions or pages")
    adds = _adds(kind, number, fields, reader)
    if not (settings or says or move or adds) and not any(name in fields for name in ("set", "say", "move", "add")):
        reader.refuse("nothing-to-change", node, "The change sets, says, moves and adds nothing.")
    return Change(parts, settings, says, move, adds)


def _parts(kind: Kind, node: Node, reader: Reader) -> Parts:
    if isinstance(node, Scalar) and not node.text:
        node = Entries((), node.line, node.column)
    inner = reader.fields(node, keys.PARTS[kind], f"'{kind}'")
    optional = reader.truth(inner, "optional") if "optional" in inner else None
    reasons = reader.truth(inner, "with reasons") if "with reasons" in inner else None
    name = "asking" if kind == "pages" else "type"
    known = reader.parsed(inner, name, lambda text: text if text in TYPES else None, "unknown-type", ", ".join(TYPES))
    place = cast("End | None", _end(inner, "place", reader))
    return Parts(kind, cast("QuestionType | None", known), optional, place, reasons, node.line)


def _end(fields: Fields, name: str, reader: Reader) -> str | None:
    return reader.parsed(
        fields, name, lambda text: text if text in ("first", "last") else None, "wrong-shape", "first or last"
    )


def _settings(kind: Kind, fields: Fields, reader: Reader) -> Mapping[str, Setting]:
    if "set" not in fields:
        return {}
    known = keys.SETTINGS[kind]
    inner = reader.fields(fields["set"], known, "'set'")
    found: dict[str, Setting] = {}
    for key in known:
        if key.name in inner:
            value = _setting(key, inner, reader)
            if value is not None:
                found[key.name] = value
    return found


def _setting(key: Key, fields: Fields, reader: Reader) -> Setting | None:
    readers: Mapping[str, Callable[[], Setting | None]] = {
        "yes or no": lambda: reader.truth(fields, key.name),
        "duration": lambda: reader.duration(fields, key.name),
        "keep": lambda: reader.keep(fields, key.name),
        "size": lambda: reader.parsed(fields, key.name, read_size, "bad-size", "a size such as 10 MB"),
        "count": lambda: reader.count(fields, key.name, _BIGGEST[key.name]),
        "words": lambda: _words(key.name, fields, reader) or None,
        "other": lambda: _promise(fields, reader),
    }
    return readers[key.kind]()


def _words(name: str, fields: Fields, reader: Reader) -> tuple[str, ...]:
    known, code = (CHANNELS, "unknown-channel") if name == "channels" else (FILE_ENDINGS, "unknown-file-type")
    return reader.words(fields, name, known, code)


def _promise(fields: Fields, reader: Reader) -> Promise | None:
    inner = reader.fields(fields["promise"], PROMISE, "'promise'")
    within = reader.duration(inner, "decide within")
    share = reader.parsed(inner, "for", read_share, "bad-share", "a share from 1% to 100%, such as 90%")
    return Promise(within, 100 if share is None else share) if within else None


def _says(kind: Kind, number: int, fields: Fields, reader: Reader) -> tuple[str, ...]:
    if "say" not in fields:
        return ()
    inner = reader.fields(fields["say"], keys.SAYS[kind], "'say'")
    for name in inner:
        reader.text(inner, name, f"change.{number}.say.{name}")
    return tuple(name for name in (key.name for key in keys.SAYS[kind]) if name in inner)


def _adds(kind: Kind, number: int, fields: Fields, reader: Reader) -> tuple[Question, ...]:
    if "add" not in fields:
        return ()
    if kind != "pages":
        reader.refuse("key-not-for-type", fields["add"], f"Questions cannot be added to {kind}.", "pages")
        return ()
    entries = reader.entries(fields["add"], "'add'")
    if not 0 < len(entries) <= keys.MOST_ADDED:
        reader.refuse("too-many", fields["add"], f"{len(entries)} questions are added.", f"1 to {keys.MOST_ADDED}")
        return ()
    for _, node in entries:
        if isinstance(node, Entries):
            _refuse_rules(node, reader)
    inner = Reader(reader.file)
    questions = read_questions({"ask": fields["add"]}, inner, "")
    reader.problems += inner.problems
    for key, text in inner.texts.items():
        own = f"change.{number}.add.{key.removeprefix('question.')}"
        reader.texts[own], reader.places[own] = text, inner.places[key]
    return questions


def _refuse_rules(node: Entries, reader: Reader) -> None:
    """Refuse rules: they read an agency's own names, and a stranger's rule decides about residents."""
    for key, value in node.entries:
        if key.text in _NO_RULES:
            reader.refuse("rule-in-practice", key, f"A practice brings no rules ('{key.text}').", "", "Leave it out.")
        elif key.text == "type" and isinstance(value, Scalar) and value.text in ("group", "place"):
            found = f"A practice cannot add a question of type '{value.text}'."
            reader.refuse("key-not-for-type", value, found, ", ".join(sorted(set(TYPES) - {"group", "place"})))
