"""`servewell serve`: one process serves the product; threads in it send notices and watch the clocks."""

from __future__ import annotations

import argparse
import os
import socket
from pathlib import Path

from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from servewell.cli.installation import open_installation


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Register the command."""
    parser = subparsers.add_parser("serve", help="serve an installation")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default 127.0.0.1)")
    parser.add_argument("--port", type=int, default=8000, help="port to listen on (default 8000)")
    parser.add_argument(
        "--threads", type=int, default=4, help="requests served at the same time by a process (default 4)"
    )
    parser.add_argument(
        "--processes", type=int, default=1, help="serving processes; more than one only with PostgreSQL (default 1)"
    )
    parser.set_defaults(run=run)


def free_port(host: str, wanted: int) -> int:
    """Return `wanted` if nothing listens there, else one that is free."""
    for port in (wanted, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    return wanted


def run(args: argparse.Namespace) -> int:
    """Prepare the installation and serve until interrupted."""
    open_installation(prepare=True)
    print(f"Servewell listens on http://{args.host}:{args.port}/  (stop with Ctrl-C)", flush=True)
    serve(host=args.host, port=args.port, threads=args.threads, processes=args.processes)
    return 0


def serve(*, host: str, port: int, threads: int = 4, processes: int = 1) -> None:
    """Serve until interrupted. On SQLite exactly one process may do so; a second is refused with a sentence."""
    # Settings are loaded by now; imported late so that `--help` needs no installation.
    from django.conf import settings
    from django.db import connection, connections

    from servewell.gateways.postgresql import waits
    from servewell.gateways.sqlite.single_server import hold_single_server_lock
    from servewell.web.portal.overload import threads_for

    if connection.vendor == "sqlite":
        processes = 1
        lock = hold_single_server_lock(Path(str(settings.DATABASES["default"]["NAME"])))
    else:
        lock = None
    connections.close_all()
    waits.use(waits.OF_PAGES)
    os.environ["SERVEWELL_BACKGROUND"] = "1"
    os.environ["SERVEWELL_REQUESTS_AT_ONCE"] = str(threads)
    settings.REQUESTS_AT_ONCE = threads  # a process that is forked off has its settings already
    try:
        Granian(
            "servewell.config.wsgi:application",
            address=host,
            port=port,
            interface=Interfaces.WSGI,
            workers=processes,
            blocking_threads=threads_for(threads),
            respawn_failed_workers=True,
            websockets=False,
            log_access=False,
            log_level=LogLevels.warning,
        ).serve()
    finally:
        if lock is not None:
            lock.close()
