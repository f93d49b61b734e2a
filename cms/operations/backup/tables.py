"""Which tables a backup holds, how their rows are read, and how they are put in place of those that are there."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.apps import apps
from django.core.management.color import no_style
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

from cms.operations.backup.columns import Column, Say, read, said

# By label, and why. What is not here goes along, that of a model which nobody has thought of too.
LEFT_OUT = {
    "sessions.Session": "everybody signs in again",
    "usersessions.UserSession": "tells of sessions",
    "core.Heartbeat": "speaks of the machinery that was, not of the one that will be",
    "wagtailadmin.EditingSession": "who had which editor open",
    "wagtailcore.ReferenceIndex": "made anew",
    "wagtailsearch.IndexEntry": "made anew",
    "wagtailsearch.SQLiteFTSIndexEntry": "made anew",
}
# Kept by triggers of the table beside it.
VIRTUAL = "wagtailsearch_indexentry_fts"
BATCH = 1000


@dataclass(frozen=True)
class Table:
    name: str
    columns: tuple[Column, ...]


def kept_models() -> list[type[models.Model]]:
    return [
        model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy and model._meta.label not in LEFT_OUT
    ]


def table_of(model: type[models.Model]) -> Table:
    fields = model._meta.local_concrete_fields
    return Table(model._meta.db_table, tuple(Column.of(field) for field in fields))


def lines_of(model: type[models.Model], *, using: str) -> Iterator[bytes]:
    """A line for each row, in the order of their keys; read in parts, so that a large table needs no memory."""
    fields = model._meta.local_concrete_fields
    raw = {f"kept_{number}": read(field) for number, field in enumerate(fields)}
    rows = model._base_manager.using(using).order_by(model._meta.pk.attname).annotate(**raw).values_list(*raw)
    encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=said).encode
    for row in rows.iterator(chunk_size=BATCH):
        yield encode(row).encode() + b"\n"


def empty(connection: BaseDatabaseWrapper) -> None:
    """Takes every row of every model out; needs a transaction, and is undone with it."""
    names = [
        name for name in connection.introspection.django_table_names(only_existing=True) if name != VIRTUAL
    ]
    for statement in connection.ops.sql_flush(no_style(), names, reset_sequences=True):
        with connection.cursor() as cursor:
            cursor.execute(statement)


def fill(connection: BaseDatabaseWrapper, table: Table, rows: Iterable[list[Any]]) -> None:
    """Writes rows as a backup has them; needs a transaction."""
    quote = connection.ops.quote_name
    place = f"{quote(table.name)} ({', '.join(quote(column.name) for column in table.columns)})"
    # Asked before the copy begins, for the connection can do nothing else meanwhile.
    ready = _changed(rows, _changes(connection, table))
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {place} FROM STDIN") as copy:
                for row in ready:
                    copy.write_row(row)
        else:
            statement = f"INSERT INTO {place} VALUES ({', '.join(['%s'] * len(table.columns))})"  # noqa: S608 -- quoted names
            while batch := list(islice(ready, BATCH)):
                cursor.executemany(statement, batch)


def _changed(rows: Iterable[list[Any]], changes: list[tuple[int, Say]]) -> Iterator[list[Any]]:
    for row in rows:
        for place, say in changes:
            row[place] = say(row[place])
        yield row


def _changes(connection: BaseDatabaseWrapper, table: Table) -> list[tuple[int, Say]]:
    """By the place in a row, what makes a value of the file one of the database."""
    nullable = _nullable(connection, table)
    found = (
        (place, column.into(connection, null=column.name in nullable))
        for place, column in enumerate(table.columns)
    )
    return [(place, say) for place, say in found if say]


def _nullable(connection: BaseDatabaseWrapper, table: Table) -> set[str]:
    with connection.cursor() as cursor:
        described = connection.introspection.get_table_description(cursor, table.name)
    return {column.name for column in described if column.null_ok}


def reset_sequences(connection: BaseDatabaseWrapper) -> None:
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(
            no_style(), apps.get_models(include_auto_created=True)
        ):
            cursor.execute(statement)
