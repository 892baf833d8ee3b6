"""The table of the shared cache, where several processes serve (PostgreSQL)."""

from django.core.management import call_command
from django.db import migrations


def create(apps, schema_editor):
    # Makes a table only for caches that live in the database.
    call_command("createcachetable", database=schema_editor.connection.alias, verbosity=0)


class Migration(migrations.Migration):
    dependencies = [("people", "0001_initial")]
    operations = [migrations.RunPython(create, migrations.RunPython.noop)]
