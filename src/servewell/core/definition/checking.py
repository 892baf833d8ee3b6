"""What is wrong with a definition that can be read: the checks, in one call."""

from __future__ import annotations

from collections.abc import Mapping

from servewell.core.definition.checking_keeping import check_keeping
from servewell.core.definition.checking_parts import check_parts
from servewell.core.definition.checking_rules import check_rules
from servewell.core.definition.checking_tables import check_tables
from servewell.core.definition.checking_texts import check_texts
from servewell.core.definition.findings import Checked
from servewell.core.definition.model import Definition
from servewell.core.problem import Place, Problem


def check(definition: Definition, *, file: str = "definition.yaml") -> tuple[Problem, ...]:
    """Return every fault of a definition's meaning. What cannot be read at all is found by `parse`."""
    return check_places(definition, file, {}, {})


def check_places(
    definition: Definition, file: str, places: Mapping[str, Mapping[str, Place]], files: Mapping[str, str]
) -> tuple[Problem, ...]:
    """As `check`, with the places of texts by language and key, and the files of translations."""
    checked = Checked(definition, file, places, files)
    check_parts(checked)
    check_keeping(checked)
    check_texts(checked)
    check_rules(checked)
    check_tables(checked)
    return tuple(checked.problems)
