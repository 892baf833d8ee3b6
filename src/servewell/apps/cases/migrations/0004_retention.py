"""When something of a case is due to be erased, and what each night erased."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    """The first night fills the new column for cases on which work has ended."""

    dependencies = [("cases", "0003_put_aside")]

    operations = [
        migrations.AddField(model_name="case", name="erase_on", field=models.DateField(blank=True, null=True)),
        migrations.AddField(model_name="case", name="data_wish_at", field=models.DateTimeField(blank=True, null=True)),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                fields=["agency", "data_wish_at"], name="case_data_wish", condition=Q(data_wish_at__isnull=False)
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["erase_on"], name="case_erase", condition=Q(erase_on__isnull=False)),
        ),
        migrations.CreateModel(
            name="Night",
            fields=[
                ("on", models.DateField(primary_key=True, serialize=False)),
                ("begun_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("cases", models.PositiveIntegerField(default=0)),
                ("answers", models.PositiveIntegerField(default=0)),
                ("files", models.PositiveIntegerField(default=0)),
            ],
        ),
    ]
