"""How a value of each kind of column is said in JSON, and how it comes back into any database."""

from __future__ import annotations

import base64
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import ExpressionWrapper, F
from django.utils.duration import duration_string

# Django's own kinds, under the names that fields call themselves. A whole number is one whatever its size.
KINDS: dict[str, models.Field] = {
    **dict.fromkeys(
        (
            *("AutoField", "BigAutoField", "SmallAutoField", "IntegerField", "BigIntegerField"),
            *(
                "SmallIntegerField",
                "PositiveIntegerField",
                "PositiveBigIntegerField",
                "PositiveSmallIntegerField",
            ),
        ),
        models.IntegerField(),
    ),
    **dict.fromkeys(
        ("CharField", "TextField", "SlugField", "FileField", "FilePathField"), models.TextField()
    ),
    "BinaryField": models.BinaryField(),
    "BooleanField": models.BooleanField(),
    "DateField": models.DateField(),
    "DateTimeField": models.DateTimeField(),
    "DecimalField": models.DecimalField(max_digits=None, decimal_places=None),
    "DurationField": models.DurationField(),
    "FloatField": models.FloatField(),
    "GenericIPAddressField": models.GenericIPAddressField(),
    "JSONField": models.JSONField(),
    "TimeField": models.TimeField(),
    "UUIDField": models.UUIDField(),
}
# What JSON, psycopg and sqlite3 all say in the same way.
PLAIN = (models.IntegerField, models.TextField, models.BooleanField, models.FloatField)
Say = Callable[[Any], Any]


class UnknownKind(TypeError):
    """A column of a kind that backups don't know yet; it needs a line in KINDS."""


@dataclass(frozen=True)
class Column:
    name: str
    kind: str

    @classmethod
    def of(cls, field: models.Field) -> Column:
        kind = _target(field).get_internal_type()
        if kind not in KINDS:
            raise UnknownKind(f"{field} is a {kind}")
        return cls(name=str(field.column), kind=kind)

    def into(self, connection: BaseDatabaseWrapper, *, null: bool) -> Say | None:
        """What turns a value from the file into one for the database; None where nothing has to be done.

        It raises ValueError or TypeError for what is none of its kind.
        """
        field = KINDS[self.kind]
        if isinstance(field, PLAIN):
            return None
        if self.kind == "JSONField":
            # A column that takes no NULL can still hold JSON's own null.
            return lambda value: (
                None if value is None and null else field.get_db_prep_value(value, connection)
            )
        if self.kind == "BinaryField":
            return lambda value: None if value is None else base64.b64decode(value)
        return lambda value: field.get_db_prep_save(self._parsed(value), connection)

    def _parsed(self, value: Any) -> Any:
        try:
            return KINDS[self.kind].to_python(value)
        except ValidationError as problem:
            raise ValueError(f"{self.name} holds something else than a {self.kind}") from problem


def read(field: models.Field) -> F | ExpressionWrapper:
    """The column as its kind has it, whatever a field of another house makes of it."""
    if not hasattr(type(field), "from_db_value") or type(field) is models.JSONField:
        return F(field.attname)
    return ExpressionWrapper(F(field.attname), output_field=KINDS[_target(field).get_internal_type()].clone())


def said(value: Any) -> Any:
    """The value as JSON has it."""
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, Decimal | UUID):
        return str(value)
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(value).decode()
    return duration_string(value)


def _target(field: models.Field) -> models.Field:
    while field.is_relation:
        field = field.target_field
    return field
