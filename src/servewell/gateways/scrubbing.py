"""Takes what was deleted out of the files of the database too, as far as this kind of database lets us."""

from __future__ import annotations

from django.db import connection


def scrub_log() -> bool:
    """Empty the write-ahead log of SQLite, which keeps old pages; tell whether nobody was in the way.

    Deleted rows are overwritten in the file itself by `secure_delete`. On PostgreSQL there is nothing to do here:
    its files are cleaned by VACUUM, its logs are the operator's (docs/operate/privacy.md).
    """
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        return False
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        is_busy, *_ = cursor.fetchone()
    return not is_busy


def scrub_free_space() -> None:
    """Write the file of SQLite anew, without what rows left behind that moved from page to page before they went.

    `secure_delete` overwrites a row where it last stood only: of 200 rows that grew and were deleted, one was still
    there to be read. Nobody writes meanwhile, so this is work for the night.
    """
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA temp_store=FILE")  # the copy may be larger than the memory
        cursor.execute("VACUUM")
        cursor.execute("PRAGMA temp_store=MEMORY")
    scrub_log()
