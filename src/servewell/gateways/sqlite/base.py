"""Django's SQLite backend with strict tables, durable commits and one fair writer. Named `base` because Django asks."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Final

from servewell.gateways.sqlite.linked import refuse_unsafe, use_safe_sqlite

use_safe_sqlite()

from django.core.exceptions import ImproperlyConfigured  # noqa: E402
from django.db import OperationalError  # noqa: E402 - the swap comes before Django imports sqlite3
from django.db.backends.sqlite3 import base  # noqa: E402
from django.db.backends.sqlite3.schema import DatabaseSchemaEditor as DjangoSchemaEditor  # noqa: E402

from servewell.gateways.sqlite.fair_lock import FairLock  # noqa: E402

# Longest wait for one's turn to write, in seconds; then the page says that the service is overloaded.
LONGEST_WAIT = 20.0
WRITERS = FairLock()

PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA cache_size=-16000",
    "PRAGMA mmap_size=134217728",
    "PRAGMA temp_store=MEMORY",
    "PRAGMA journal_size_limit=67108864",
    "PRAGMA secure_delete=ON",
    # Without it INSERT OR REPLACE deletes the row in its way unseen by the triggers that guard the journal.
    "PRAGMA recursive_triggers=ON",
)
FULL: Final = 2
# Whatever begins otherwise may write, and takes its turn.
_READING: Final = re.compile(r"\s*(SELECT|PRAGMA|EXPLAIN|BEGIN|SAVEPOINT|RELEASE|ROLLBACK|COMMIT|END)\b", re.IGNORECASE)


class OverloadedError(OperationalError):
    """Too many want to write at once; nothing of this request was stored."""


class DatabaseSchemaEditor(DjangoSchemaEditor):
    """Creates every table STRICT, so that a flipped type bit cannot pass for data."""

    sql_create_table = "CREATE TABLE %(table)s (%(definition)s) STRICT"


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection that takes its turn before it begins to write."""

    SchemaEditorClass = DatabaseSchemaEditor
    # The types that strict tables know. Django converts values by field, not by declared type.
    data_types = base.DatabaseWrapper.data_types | {
        "BooleanField": "integer",
        "CharField": "text",
        "DateField": "text",
        "DateTimeField": "text",
        "DecimalField": "real",
        "DurationField": "integer",
        "FileField": "text",
        "FilePathField": "text",
        "BigIntegerField": "integer",
        "IPAddressField": "text",
        "GenericIPAddressField": "text",
        "PositiveBigIntegerField": "integer",
        "PositiveIntegerField": "integer",
        "PositiveSmallIntegerField": "integer",
        "SlugField": "text",
        "SmallIntegerField": "integer",
        "TimeField": "text",
        "UUIDField": "text",
    }

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self._holds_turn = False
        self.execute_wrappers.append(self._in_turn)

    def get_connection_params(self) -> dict[str, Any]:
        """Return Django's parameters with ours; whoever weakens durability in settings is overruled."""
        refuse_unsafe(base.Database.sqlite_version_info)  # type: ignore[attr-defined]
        params: dict[str, Any] = super().get_connection_params()
        self.transaction_mode = "IMMEDIATE"
        params.setdefault("timeout", LONGEST_WAIT)
        return params

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """Open a connection with the pragmas that make a commit mean 'on disk'."""
        connection = super().get_new_connection(conn_params)
        for pragma in PRAGMAS:
            connection.execute(pragma)
        # SQLite leaves a pragma that it cannot follow without a word.
        (synchronous,) = connection.execute("PRAGMA synchronous").fetchone()
        if synchronous != FULL:
            connection.close()
            raise ImproperlyConfigured(
                f"SQLite runs with synchronous={synchronous}; Servewell needs FULL (2): with less, a power cut loses "
                "applications that were confirmed."
            )
        return connection

    def _in_turn(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        """Run a statement; one that may write outside a transaction waits for its turn like a transaction."""
        if self._holds_turn or _READING.match(sql):
            return execute(sql, params, many, context)
        self._take_turn()
        try:
            return execute(sql, params, many, context)
        finally:
            self._end_turn()

    def _take_turn(self) -> None:
        if not WRITERS.acquire(LONGEST_WAIT):
            raise OverloadedError(f"No turn to write within {LONGEST_WAIT:.0f} seconds.")
        self._holds_turn = True

    def _start_transaction_under_autocommit(self) -> None:
        if not self._holds_turn:
            self._take_turn()
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]
        except BaseException:
            self._end_turn()
            raise

    def _commit(self) -> Any:
        # A commit that fails leaves the transaction open; its rollback ends the turn.
        result = super()._commit()  # type: ignore[misc]
        self._end_turn()
        return result

    def _rollback(self) -> Any:
        try:
            return super()._rollback()  # type: ignore[misc]
        finally:
            self._end_turn()

    def _close(self) -> Any:
        try:
            return super()._close()  # type: ignore[misc]
        finally:
            self._end_turn()

    def _end_turn(self) -> None:
        if self._holds_turn:
            self._holds_turn = False
            WRITERS.release()
