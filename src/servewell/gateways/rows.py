"""Read and write single rows of a model with statements that are put together once.

Building the same query anew costs most of its time, and these few are asked at every page: see the decision note
"single rows past the object mapper". Rows come back as ordinary model instances; whatever needs a join, an order or a
choice goes through Django's ORM. Models with `auto_now` or `save` of their own do not belong here: neither is called.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeVar

from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections, models

Row = TypeVar("Row", bound=models.Model)


@dataclass(frozen=True, slots=True)
class _Reading:
    """A SELECT of all columns, and what turns each stored value into Python's."""

    sql: str
    names: tuple[str, ...]
    converters: tuple[tuple[int, tuple[Callable[..., Any], ...], Any], ...]


def read_row(model: type[Row], *, lock: bool = False, **unique: Any) -> Row | None:
    """Return the row in which a unique field has this value, or None; `lock` holds it until the transaction ends."""
    ((name, value),) = unique.items()
    connection = connections[DEFAULT_DB_ALIAS]
    if lock and not connection.in_atomic_block:
        raise RuntimeError("a row is locked inside a transaction")
    reading = _reading(connection.vendor, model, name, lock)
    with connection.cursor() as cursor:
        cursor.execute(reading.sql, [value])
        found = cursor.fetchone()
    if found is None:
        return None
    values = list(found)
    for place, converters, column in reading.converters:
        for convert in converters:
            values[place] = convert(values[place], column, connection)
    row: Row = model.from_db(connection.alias, reading.names, values)
    return row


def write_row(row: models.Model, names: Sequence[str]) -> None:
    """Store these fields of a row; raise DatabaseError, as Django does, when it is no longer there."""
    connection = connections[DEFAULT_DB_ALIAS]
    fields: list[Any] = [row._meta.get_field(name) for name in names]
    values = [field.get_db_prep_save(getattr(row, field.attname), connection) for field in fields]
    with connection.cursor() as cursor:
        cursor.execute(_update(connection.vendor, type(row), tuple(names)), [*values, row.pk])
        if cursor.rowcount != 1:
            raise DatabaseError(f"writing a {type(row).__name__} changed {cursor.rowcount} rows")


def insert_row(row: models.Model) -> None:
    """Store a new row; one whose number the database gives does not learn it."""
    connection = connections[DEFAULT_DB_ALIAS]
    fields = _inserted(type(row))
    values = [field.get_db_prep_save(getattr(row, field.attname), connection) for field in fields]
    with connection.cursor() as cursor:
        cursor.execute(_insert(connection.vendor, type(row)), values)
    row._state.adding, row._state.db = False, connection.alias


@lru_cache(maxsize=64)
def _reading(vendor: str, model: type[models.Model], name: str, lock: bool) -> _Reading:
    # `vendor` is part of the key: statements of one kind of database do not serve another.
    connection = connections[DEFAULT_DB_ALIAS]
    fields: Sequence[Any] = model._meta.concrete_fields
    key: Any = model._meta.get_field(name)
    if not (key.primary_key or key.unique):
        raise ValueError(f"{model.__name__}.{name} is not unique")
    quote = connection.ops.quote_name
    table = model._meta.db_table
    columns = ", ".join(quote(field.column) for field in fields)
    ending = " FOR UPDATE" if lock and connection.features.has_select_for_update else ""
    converters = []
    for place, field in enumerate(fields):
        column = field.get_col(table)
        found = (*connection.ops.get_db_converters(column), *column.get_db_converters(connection))
        if found:
            converters.append((place, found, column))
    return _Reading(
        f"SELECT {columns} FROM {quote(table)} WHERE {quote(key.column)} = %s{ending}",  # noqa: S608 - own names only
        tuple(field.attname for field in fields),
        tuple(converters),
    )


@lru_cache(maxsize=64)
def _update(vendor: str, model: type[models.Model], names: tuple[str, ...]) -> str:
    quote = connections[DEFAULT_DB_ALIAS].ops.quote_name
    options: Any = model._meta
    changes = ", ".join(f"{quote(options.get_field(name).column)} = %s" for name in names)
    where = quote(options.pk.column)
    return f"UPDATE {quote(model._meta.db_table)} SET {changes} WHERE {where} = %s"  # noqa: S608 - own names only


@lru_cache(maxsize=64)
def _insert(vendor: str, model: type[models.Model]) -> str:
    quote = connections[DEFAULT_DB_ALIAS].ops.quote_name
    fields = _inserted(model)
    columns = ", ".join(quote(field.column) for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    return f"INSERT INTO {quote(model._meta.db_table)} ({columns}) VALUES ({marks})"  # noqa: S608 - own names only


@lru_cache(maxsize=64)
def _inserted(model: type[models.Model]) -> tuple[Any, ...]:
    return tuple(field for field in model._meta.concrete_fields if not isinstance(field, models.AutoField))
