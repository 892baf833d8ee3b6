"""A service as data: parse, check, differ, print, import and walk definitions."""

from servewell.core.definition.checking import check
from servewell.core.definition.comments import Comment, Comments
from servewell.core.definition.differences import Difference, differences
from servewell.core.definition.files import load_file, load_folder
from servewell.core.definition.model import Definition
from servewell.core.definition.parsing import Parsed, Source, parse
from servewell.core.definition.printing import content_hash, print_definition, print_texts
from servewell.core.definition.schema import json_schema
from servewell.core.definition.scope import inner_scope, scope_of

__all__ = [
    "Comment",
    "Comments",
    "Definition",
    "Difference",
    "Parsed",
    "Source",
    "check",
    "content_hash",
    "differences",
    "inner_scope",
    "json_schema",
    "load_file",
    "load_folder",
    "parse",
    "print_definition",
    "print_texts",
    "scope_of",
]
