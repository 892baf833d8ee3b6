"""Every wait for PostgreSQL has an end: in the server, on the line, and for a server that only says nothing."""

import os
import signal
import time

import pytest
from django.db import OperationalError, connection

from servewell.config.databases import postgresql
from servewell.gateways.postgresql import waits

pytestmark = pytest.mark.skipif(connection.vendor != "postgresql", reason="asks PostgreSQL")


def shown(database, name: str) -> str:
    with database.cursor() as cursor:
        cursor.execute(f"SHOW {name}")
        return str(cursor.fetchone()[0])


@pytest.fixture
def another(db):
    """A second connection to the tests' database."""
    waits.use(waits.OF_PAGES)  # a test before this one may have been a command
    made = connection.copy()
    yield made
    made.close()


@pytest.mark.parametrize(
    ("name", "bound"),
    [("statement_timeout", "15s"), ("lock_timeout", "5s"), ("idle_in_transaction_session_timeout", "30s")],
)
def test_the_server_knows_the_bounds_of_pages(another, name: str, bound: str) -> None:
    assert shown(another, name) == bound


def test_a_command_may_read_for_long(another) -> None:
    waits.use(waits.OF_COMMANDS)
    assert shown(another, "statement_timeout") == "0"
    assert another.connection.longest == 0
    waits.use(waits.OF_PAGES)


def test_a_line_that_is_cut_is_noticed_within_a_quarter_of_a_minute(another) -> None:
    params = another.get_connection_params()
    assert params["connect_timeout"] <= 5
    assert params["tcp_user_timeout"] <= 5_000
    assert params["keepalives_idle"] + params["keepalives_interval"] * params["keepalives_count"] <= 15


def test_what_the_address_says_prevails(another) -> None:
    said = postgresql("postgresql:///x?connect_timeout=2&options=-c lock_timeout=1s")["OPTIONS"]
    another.settings_dict["OPTIONS"] = said
    assert another.get_connection_params()["connect_timeout"] == "2"
    assert shown(another, "lock_timeout") == "1s"
    assert shown(another, "statement_timeout") == "15s"


def test_a_server_that_says_nothing_is_given_up_and_the_next_one_asked(another, monkeypatch) -> None:
    with another.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        backend = int(cursor.fetchone()[0])
    another.connection.longest = 0.5
    os.kill(backend, signal.SIGSTOP)
    began = time.monotonic()
    try:
        with pytest.raises(OperationalError, match="no answer from the database"), another.cursor() as cursor:
            cursor.execute("SELECT 1")
    finally:
        os.kill(backend, signal.SIGCONT)
    assert time.monotonic() - began < 3
    assert not another.is_usable()
    another.close()
    assert shown(another, "lock_timeout") == "5s"


def test_a_slow_answer_within_the_bound_is_waited_for(another) -> None:
    another.ensure_connection()
    another.connection.longest = 5
    with another.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(0.4), 7")
        assert cursor.fetchone()[1] == 7
