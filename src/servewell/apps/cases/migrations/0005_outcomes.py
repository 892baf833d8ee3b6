"""What residents say came of their cases, and reviews that are under way."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    """Nobody has been asked yet, so there is nothing to fill."""

    dependencies = [("cases", "0004_retention"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]

    operations = [
        migrations.AddField("case", "outcome", models.CharField(blank=True, default="", max_length=10)),
        migrations.AddField("case", "outcome_at", models.DateTimeField(blank=True, null=True)),
        migrations.AddField("case", "satisfied", models.PositiveSmallIntegerField(blank=True, null=True)),
        migrations.AddField("case", "review_at", models.DateTimeField(blank=True, null=True)),
        migrations.AddField(
            "case",
            "reviewer",
            models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddIndex(
            "case",
            models.Index(fields=["agency", "review_at"], name="case_review", condition=Q(review_at__isnull=False)),
        ),
        migrations.AddIndex(
            "case",
            models.Index(fields=["service", "outcome_at"], name="case_outcome", condition=Q(outcome_at__isnull=False)),
        ),
    ]
