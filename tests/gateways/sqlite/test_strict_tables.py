"""Every table is STRICT, and Django's fields come back from it as they went in."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from django.db import IntegrityError, connection, models

pytestmark = [
    pytest.mark.skipif(connection.vendor != "sqlite", reason="the tests run on another database"),
    pytest.mark.django_db(transaction=True),
]


class Owner(models.Model):
    name = models.CharField(max_length=20)

    class Meta:
        app_label = "strict_tables"
        managed = False

    def __str__(self) -> str:
        return self.name


class Thing(models.Model):
    """One field of each kind."""

    owner = models.ForeignKey(Owner, on_delete=models.CASCADE, null=True)
    is_big = models.BooleanField()
    is_known = models.BooleanField(null=True)
    at = models.DateTimeField()
    on = models.DateField()
    clock = models.TimeField()
    span = models.DurationField()
    price = models.DecimalField(max_digits=10, decimal_places=2)
    share = models.FloatField()
    data = models.JSONField()
    key = models.UUIDField()
    blob = models.BinaryField()
    slug = models.SlugField()
    count = models.PositiveIntegerField()
    small = models.SmallIntegerField()
    big = models.BigIntegerField()
    place = models.GenericIPAddressField()
    file = models.FileField()

    class Meta:
        app_label = "strict_tables"
        managed = False

    def __str__(self) -> str:
        return str(self.pk)


VALUES = {
    "is_big": True,
    "is_known": None,
    "at": datetime(2026, 11, 23, 17, 5, 0, 123456, tzinfo=UTC),
    "on": date(2024, 2, 29),
    "clock": time(23, 59, 59, 999999),
    "span": timedelta(days=3, microseconds=1),
    "price": Decimal("12.50"),
    "share": 0.1,
    "data": {"a": [1, None, True, "ñ"], "b": {"c": 1.5}},
    "key": UUID("12345678123456781234567812345678"),
    "blob": b"\x00\xff",
    "slug": "a-thing",
    "count": 7,
    "small": -3,
    "big": 2**62,
    "place": "2001:db8::1",
    "file": "a.pdf",
}


@pytest.fixture
def tables():
    made = (Owner, Thing)
    with connection.schema_editor() as editor:
        for model in made:
            editor.create_model(model)
    yield
    with connection.schema_editor() as editor:
        for model in reversed(made):
            editor.delete_model(model)


def is_strict(table: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT strict FROM pragma_table_list WHERE name = %s", [table])
        return bool(cursor.fetchone()[0])


def test_every_table_of_the_installation_is_strict() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name FROM pragma_table_list"
            " WHERE schema = 'main' AND type = 'table' AND NOT strict AND name NOT LIKE 'sqlite_%%'"
        )
        lax = [name for (name,) in cursor.fetchall()]
        cursor.execute("SELECT count(*) FROM pragma_table_list WHERE schema = 'main' AND strict")
        (strict,) = cursor.fetchone()
    assert lax == []
    assert strict > 20


@pytest.mark.usefixtures("tables")
def test_values_come_back_as_they_went_in() -> None:
    owner = Owner.objects.create(name="Ana")
    Thing.objects.create(owner=owner, **VALUES)
    found = Thing.objects.select_related("owner").get()
    assert {name: getattr(found, name) for name in VALUES} == {**VALUES, "file": found.file}
    assert found.file.name == "a.pdf"
    assert isinstance(found.is_big, bool)
    assert found.owner == owner


@pytest.mark.usefixtures("tables")
def test_values_are_compared_as_what_they_are() -> None:
    Thing.objects.create(**VALUES)
    found = Thing.objects
    assert found.filter(price__gt=Decimal("9"), price__lt=Decimal("100")).exists(), "12.50 is more than 9"
    assert found.filter(is_big=True, data__b__c=1.5, at__date=date(2026, 11, 23), on__year=2024).exists()
    assert found.filter(at__lt=datetime(2026, 11, 23, 17, 5, 1, tzinfo=UTC), span__gt=timedelta(days=2)).exists()
    assert found.aggregate(models.Max("price"), models.Max("at")) == {
        "price__max": Decimal("12.50"),
        "at__max": VALUES["at"],
    }


@pytest.mark.usefixtures("tables")
def test_a_value_of_another_type_is_refused() -> None:
    Thing.objects.create(**VALUES)
    with pytest.raises(IntegrityError), connection.cursor() as cursor:
        cursor.execute("UPDATE strict_tables_thing SET count = 'many'")


@pytest.mark.usefixtures("tables")
def test_a_table_made_anew_by_a_migration_stays_strict_and_whole() -> None:
    owner = Owner.objects.create(name="Ana")
    Thing.objects.create(owner=owner, **VALUES)
    old = Thing._meta.get_field("slug")
    new = models.SlugField(max_length=99, unique=True)
    new.set_attributes_from_name("slug")
    new.model = Thing
    with connection.schema_editor() as editor:
        editor.alter_field(Thing, old, new)
    assert is_strict("strict_tables_thing")
    assert Thing.objects.get().data == VALUES["data"]


@pytest.mark.usefixtures("tables")
def test_foreign_keys_hold() -> None:
    with pytest.raises(IntegrityError):
        Thing.objects.create(owner_id=999, **VALUES)
