"""Finds the drafts of a service by when they were begun: a trial reads them at every look."""

from django.db import migrations

INDEX = "CREATE INDEX transition_opened ON transition_row (service, left_us) WHERE log = 'journey' AND previous IS NULL"


def create(apps, schema_editor):
    """Make the index; both kinds of database read it alike."""
    schema_editor.execute(INDEX)


def drop(apps, schema_editor):
    """Nothing is lost."""
    schema_editor.execute("DROP INDEX transition_opened")


class Migration(migrations.Migration):
    """An index, nothing else."""

    dependencies = [("journal", "0004_witnessed")]
    operations = [migrations.RunPython(create, drop)]
