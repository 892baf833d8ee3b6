"""Numbers without gaps, tiles of the tree over them, signed checkpoints, cosignatures: all inserted once, for ever."""

from django.db import migrations

TABLES = (
    """
    CREATE TABLE position (
        pos {number} PRIMARY KEY CHECK (pos >= 0),
        event_id {number} NOT NULL UNIQUE REFERENCES event (id)
    ) {strict}
    """,
    # Full tiles only: what is not full yet is read off the positions and the roots of the tiles below.
    """
    CREATE TABLE tile (
        level {number} NOT NULL CHECK (level >= 0),
        number {number} NOT NULL CHECK (number >= 0),
        hashes {bytes} NOT NULL CHECK (length(hashes) = 8192),
        root {bytes} NOT NULL CHECK (length(root) = 32),
        PRIMARY KEY (level, number)
    ) {strict}
    """,
    """
    CREATE TABLE checkpoint (
        size {number} PRIMARY KEY CHECK (size > 0),
        note TEXT NOT NULL{more}
    ) {strict}
    """,
    """
    CREATE TABLE cosignature (
        size {number} NOT NULL REFERENCES checkpoint (size),
        witness TEXT NOT NULL,
        line TEXT NOT NULL,
        PRIMARY KEY (size, witness)
    ) {strict}
    """,
)
NAMES = ("position", "tile", "checkpoint", "cosignature")
SQLITE = {"number": "INTEGER", "bytes": "BLOB", "strict": "STRICT", "more": ""}
# Up to which event, and under which snapshot, everything committed had its number: rows commit out of their ids' order.
POSTGRESQL = {"number": "BIGINT", "bytes": "BYTEA", "strict": "", "more": ", seen BIGINT, snapshot BIGINT, settled BIGINT"}


def create(apps, schema_editor):
    """Make the tables of this database's kind, and what guards them."""
    is_sqlite = schema_editor.connection.vendor == "sqlite"
    for table in TABLES:
        schema_editor.execute(table.format(**(SQLITE if is_sqlite else POSTGRESQL)))
    for name in NAMES:
        if is_sqlite:
            for verb in ("UPDATE", "DELETE"):
                schema_editor.execute(
                    f"CREATE TRIGGER {name}_no_{verb.lower()} BEFORE {verb} ON {name}"
                    " BEGIN SELECT RAISE(ABORT, 'the record is append-only'); END"
                )
        else:
            for verbs, each in (("UPDATE OR DELETE", "ROW"), ("TRUNCATE", "STATEMENT")):
                schema_editor.execute(
                    f"CREATE TRIGGER {name}_no_{each.lower()} BEFORE {verbs} ON {name}"
                    f" FOR EACH {each} EXECUTE FUNCTION journal_refuse()"
                )


class Migration(migrations.Migration):
    """What the sealer writes. There is no way back: a record is not dropped by a migration."""

    dependencies = [("journal", "0002_transitions")]
    operations = [migrations.RunPython(create, migrations.RunPython.noop)]
