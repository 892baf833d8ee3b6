"""Steps of the event logs, filled from the events that are there."""

from django.db import migrations

COLUMNS = """
        event_id {number} NOT NULL,
        log TEXT NOT NULL CHECK (log IN ('case', 'journey')),
        subject TEXT NOT NULL,
        seq {number} NOT NULL,
        service TEXT NOT NULL,
        version TEXT NOT NULL,
        activity TEXT NOT NULL,
        previous TEXT,
        entered_us {number},
        left_us {number} NOT NULL,
        turn TEXT NOT NULL,
        resource TEXT NOT NULL,
        channel TEXT NOT NULL,
        device TEXT NOT NULL,
        language TEXT NOT NULL,
        arm TEXT NOT NULL,
        page TEXT NOT NULL,
        question TEXT NOT NULL,
        fault TEXT NOT NULL,
        reason TEXT NOT NULL,
        decision TEXT NOT NULL,
        desk TEXT NOT NULL,
        asked {number} NOT NULL,
        aside TEXT NOT NULL,
        next_turn TEXT NOT NULL,
        PRIMARY KEY (event_id, log)
"""
TABLES = {
    "sqlite": f"CREATE TABLE transition_row ({COLUMNS.format(number='INTEGER')}) STRICT, WITHOUT ROWID",
    "postgresql": f"CREATE TABLE transition_row ({COLUMNS.format(number='BIGINT')})",
}
INDEX = "CREATE INDEX transition_order ON transition_row (subject, seq)"


def create(apps, schema_editor):
    """Make the table of this database's kind."""
    schema_editor.execute(TABLES[schema_editor.connection.vendor])
    schema_editor.execute(INDEX)


def drop(apps, schema_editor):
    """Nothing is lost: every row can be made again."""
    schema_editor.execute("DROP TABLE transition_row")


def fill(apps, schema_editor):
    """Make the steps of the events that are there."""
    from servewell.apps.journal.transitions import refill_transitions

    refill_transitions()


class Migration(migrations.Migration):
    """A table that repeats what headers say, so that waits are a plain grouping."""

    dependencies = [("journal", "0001_initial")]
    operations = [
        migrations.RunPython(create, drop),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
