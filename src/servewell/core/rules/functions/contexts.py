"""Functions that make contexts and put entries into them (DMN 1.5, 10.3.4.7); what goes in is never changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from servewell.core.rules.functions.builtin import builtin
from servewell.core.rules.functions.lists import as_list
from servewell.core.rules.types import ContextOf

CONTEXT_TYPE = ContextOf({})


def context(entries: Any) -> dict[str, Any] | None:
    """Make a context of entries `{key, value}`; null when a key comes twice or one has no value."""
    found: dict[str, Any] = {}
    for entry in as_list(entries):
        if not isinstance(entry, Mapping) or "value" not in entry:
            return None
        key = entry.get("key")
        if not isinstance(key, str) or key in found:
            return None
        found[key] = entry["value"]
    return found


def context_put(outer: Any, keys: Any, value: Any) -> dict[str, Any] | None:
    """Return the context with one entry new; a list of keys leads into inner contexts."""
    path = as_list(keys)
    if not path or not isinstance(outer, Mapping) or not all(isinstance(key, str) for key in path):
        return None
    return _with(outer, path, value)


def put_one(outer: Any, key: Any, value: Any) -> dict[str, Any] | None:
    return context_put(outer, key, value) if isinstance(key, str) else None


def _with(outer: Any, path: Sequence[str], value: Any) -> dict[str, Any] | None:
    if not isinstance(outer, Mapping):
        return None
    inner = value if len(path) == 1 else _with(outer.get(path[0]), path[1:], value)
    return None if inner is None and len(path) > 1 else {**outer, path[0]: inner}


def context_merge(contexts: Any) -> dict[str, Any] | None:
    """Join contexts; of entries with one key the last stays."""
    found: dict[str, Any] = {}
    for one in as_list(contexts):
        if not isinstance(one, Mapping):
            return None
        found.update(one)
    return found


BUILTINS = (
    builtin("context", "entries:any", CONTEXT_TYPE, context),
    builtin("context put", "context:any, key:text, value:any", CONTEXT_TYPE, put_one),
    builtin("context put", "context:any, keys:any, value:any", CONTEXT_TYPE, context_put),
    builtin("context merge", "contexts:list", CONTEXT_TYPE, context_merge),
)
