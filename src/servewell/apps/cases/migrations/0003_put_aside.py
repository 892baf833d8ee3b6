"""What a case that was put aside waits for."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """One column more in the projection; no case was put aside before."""

    dependencies = [("cases", "0002_appeals")]

    operations = [
        migrations.AddField(
            model_name="case",
            name="aside",
            field=models.CharField(blank=True, default="", max_length=20),
        ),
    ]
