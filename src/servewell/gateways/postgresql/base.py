"""Django's PostgreSQL backend with an end to every wait. Named `base` because Django asks."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator
from types import SimpleNamespace
from typing import Any, Final

import psycopg
from django.db.backends.postgresql import base
from psycopg.waiting import Ready

from servewell.gateways.postgresql import waits

# On the line, in seconds but for the one that libpq counts in milliseconds: a peer that is gone is noticed, also while
# its answer is waited for.
LINE: Final = {
    "connect_timeout": 5,
    "tcp_user_timeout": 3000,
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
}


class BoundedConnection(psycopg.Connection[Any]):
    """A connection that gives up, and is closed, when its server does not answer for `longest` seconds (0: never)."""

    longest: float = 0

    def wait(self, gen: Generator[Any, Any, Any], *args: Any, **more: Any) -> Any:
        """Run one exchange with the server."""
        return super().wait(self._bounded(gen) if self.longest else gen, *args, **more)

    def _bounded(self, gen: Generator[Any, Any, Any]) -> Generator[Any, Any, Any]:
        given_up_at = time.monotonic() + self.longest
        send: Callable[[Any], Any] = gen.send
        ready = None
        while True:
            try:
                state = send(ready)
            except StopIteration as ended:
                return ended.value
            ready = yield state
            if ready == Ready.NONE and time.monotonic() > given_up_at:
                # Whatever was under way may still be done over there: nothing can follow it on this line.
                self.pgconn.finish()
                raise psycopg.OperationalError(f"no answer from the database within {self.longest:.0f} seconds")


class DatabaseWrapper(base.DatabaseWrapper):
    """Bounded connections for pages, patient ones for commands."""

    Database = SimpleNamespace(**vars(psycopg) | {"connect": BoundedConnection.connect})  # type: ignore[assignment]

    def get_connection_params(self) -> dict[str, Any]:
        """Return Django's parameters with ours before; what the address says of the same comes last and prevails."""
        params: dict[str, Any] = LINE | super().get_connection_params()
        asked = (waits.current().as_options(), params.get("options", ""))
        params["options"] = " ".join(filter(None, asked))
        return params

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """Open a connection that does not wait for longer than this process may."""
        connection = super().get_new_connection(conn_params)
        connection.longest = waits.current().answer
        return connection
