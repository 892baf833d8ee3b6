"""Lines of the log without personal data: no address, no value, no message of an exception.

Addresses may hold the secret of a case, and messages of exceptions what somebody typed. What is left tells an operator
where it happened: the page by its name, the kind of exception, and the lines of code it came through.
"""

from __future__ import annotations

import logging
import traceback
from types import TracebackType
from typing import Final

# Libraries that put addresses, hosts and field values into their messages.
_FOREIGN: Final = ("django.", "allauth")
ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class Line(logging.Formatter):
    """One line a record; an exception adds the places it came through."""

    def __init__(self) -> None:
        super().__init__("{asctime} {levelname} {name} {message}", style="{")

    def format(self, record: logging.LogRecord) -> str:
        """Format a copy, so that no other handler finds a changed record or a cached traceback."""
        safe = logging.makeLogRecord(record.__dict__)
        safe.exc_text = None
        if record.name.startswith(_FOREIGN):
            safe.msg, safe.args = _where(record), ()
        return super().format(safe)

    def formatException(self, ei: ExcInfo) -> str:  # noqa: N802 - the name that logging calls
        """Return kinds of exceptions and places in the code, never a message."""
        error = ei[1]
        lines = []
        while error is not None:
            frames = traceback.extract_tb(error.__traceback__)
            lines += [f"  {frame.filename}:{frame.lineno} in {frame.name}" for frame in frames]
            lines.append(type(error).__name__)
            error = error.__cause__ or error.__context__
        return "\n".join(lines)


def _where(record: logging.LogRecord) -> str:
    """Return the status and the page of a record of Django; its own words hold the address."""
    match = getattr(getattr(record, "request", None), "resolver_match", None)
    status = getattr(record, "status_code", "")
    return f"{status} view {match.view_name if match else 'none'}".strip()
