"""Replays a file of past cases: in bulk where every rule can be carried to DuckDB, else row by row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from servewell.core.definition.model import Definition, Question
from servewell.core.definition.replay import Progress, Replay
from servewell.core.definition.replay.rows import replay
from servewell.gateways.case_files import CaseFile


def questions_of(old: Definition, new: Definition) -> Mapping[str, Question]:
    """Return the questions that a case may have answered; what both versions ask is read as the old one asked it."""
    asked = [question for version in (new, old) for page in version.pages for question in page.questions]
    return {question.name: question for question in asked}


def replay_file(
    old: Definition,
    new: Definition,
    file: CaseFile,
    *,
    now: datetime,
    by: Sequence[str] = (),
    examples: int = 5,
    progress: Progress = lambda count: None,
) -> Replay:
    """Judge every case of a file by both versions. Cases without `submitted_at` are judged as of `now`."""
    return replay(old, new, file.rows(), now=now, by=by, examples=examples, progress=progress)
