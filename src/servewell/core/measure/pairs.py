"""What waits are asked by: two activities that follow each other, and a key that parts their waits."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

Pair: TypeAlias = tuple[int, int]  # the activity before and the one waited for, as codes
# Makes whole numbers of rows with entered, left, wait (microseconds) and resource (a code), columns or arrays.
Key: TypeAlias = Callable[[Any], Any]
