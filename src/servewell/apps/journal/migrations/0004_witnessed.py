"""What this installation cosigned of other agencies' records: inserted once, never changed."""

from django.db import migrations

TABLE = (
    "CREATE TABLE witnessed (record TEXT NOT NULL, size {number} NOT NULL CHECK (size > 0), note TEXT NOT NULL,"
    " PRIMARY KEY (record, size)) {strict}"
)


def create(apps, schema_editor):
    """Make the table of this database's kind, and what guards it."""
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute(TABLE.format(number="INTEGER", strict="STRICT"))
        for verb in ("UPDATE", "DELETE"):
            schema_editor.execute(
                f"CREATE TRIGGER witnessed_no_{verb.lower()} BEFORE {verb} ON witnessed"
                " BEGIN SELECT RAISE(ABORT, 'what was witnessed stays'); END"
            )
    else:
        schema_editor.execute(TABLE.format(number="BIGINT", strict=""))
        for verbs, each in (("UPDATE OR DELETE", "ROW"), ("TRUNCATE", "STATEMENT")):
            schema_editor.execute(
                f"CREATE TRIGGER witnessed_no_{each.lower()} BEFORE {verbs} ON witnessed"
                f" FOR EACH {each} EXECUTE FUNCTION journal_refuse()"
            )


class Migration(migrations.Migration):
    """What a witness remembers is not dropped: without it, it would cosign a fork."""

    dependencies = [("journal", "0003_sealing")]
    operations = [migrations.RunPython(create, migrations.RunPython.noop)]
