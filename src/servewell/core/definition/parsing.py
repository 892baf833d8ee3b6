"""From text to a checked definition: every fault at once, never an exception."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from servewell.core.definition.checking import check_places
from servewell.core.definition.comments import Comment, Path, read_comments
from servewell.core.definition.model import Definition
from servewell.core.definition.reader import Reader
from servewell.core.definition.reading import read_definition
from servewell.core.definition.texts import read_texts
from servewell.core.definition.tree import Tree, read_tree
from servewell.core.problem import Place, Problem


@dataclass(frozen=True, slots=True)
class Source:
    """What a file held besides the model: its comments, and where each text stands."""

    file: str
    comments: Mapping[Path, Comment] = field(default_factory=dict)
    texts: Mapping[str, Place] = field(default_factory=dict)  # text key -> place


@dataclass(frozen=True, slots=True)
class Parsed:
    """A definition as far as it could be read, everything wrong with it, and its sources."""

    definition: Definition | None
    problems: tuple[Problem, ...]
    source: Source
    translations: Mapping[str, Source] = field(default_factory=dict)


def parse(
    text: str | bytes,
    *,
    file: str = "definition.yaml",
    translations: Mapping[str, tuple[str, str | bytes]] | None = None,
) -> Parsed:
    """Read and check a definition and its translations (language -> file name, text)."""
    reader = Reader(file)
    tree = read_tree(text, file=file)
    definition = None if tree.root is None else read_definition(tree.root, reader)
    source = _source(tree, reader)
    if definition is None:
        return Parsed(None, _ordered((*tree.problems, *reader.problems), file), source)
    problems = [*tree.problems, *reader.problems]
    sources: dict[str, Source] = {}
    texts: dict[str, Mapping[str, str]] = {definition.language: dict(reader.texts)}
    for language, (name, content) in (translations or {}).items():
        if language not in definition.languages or language == definition.language:
            found = f"'{name}' is a translation to '{language}', which the definition does not list."
            problems.append(Problem("unknown-language", Place(name, 1), found, "", f"Add '{language}' to 'languages'."))
            continue
        other = Reader(name)
        translated = read_tree(content, file=name)
        problems += translated.problems
        if translated.root is not None:
            read_texts(translated.root, other, language, reader.texts)
            problems += other.problems
            texts[language] = dict(other.texts)
        sources[language] = _source(translated, other)
    definition = replace(definition, texts=texts)
    found_places = {definition.language: source.texts} | {key: value.texts for key, value in sources.items()}
    files = {language: one.file for language, one in sources.items()}
    problems += check_places(definition, file, found_places, files)
    return Parsed(definition, _ordered(tuple(problems), file), source, sources)


def _source(tree: Tree, reader: Reader) -> Source:
    return Source(reader.file, read_comments(tree), dict(reader.places))


def _ordered(problems: tuple[Problem, ...], file: str) -> tuple[Problem, ...]:
    unique = dict.fromkeys(problems)
    return tuple(sorted(unique, key=lambda one: (one.where.file != file, one.where.file or "", one.where.line or 0)))
