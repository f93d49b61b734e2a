"""What there is of a person, room by room.

Each room says it in its `personal_data.py`: one slice for each model that holds something of a
person or names one, listed in PERSONAL_DATA of the wiring. A model that points to User without a
slice fails a test.

    the person's page · the download    title, purpose, kept, export()
    erasure                             hindrance(), erase(), in the order of the wiring; the person last
    the daily sweep step                forget()
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any, ClassVar

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q, QuerySet
from django.utils.functional import Promise

from cms.core.wiring import load
from cms.people.models import User

Text = str | Promise


class PersonalRecords:
    """One model's rows about a person. `title`, `purpose` and `kept` are sentences for that person."""

    model: ClassVar[type[models.Model]]
    title: ClassVar[Text]
    purpose: ClassVar[Text]
    kept: ClassVar[Text]
    # Ways from the row to the person whose row it is; none where rows only name who did something.
    of_person: ClassVar[tuple[str, ...]] = ("user",)
    # Columns that the download shows, by their names; `__` leads on to another row.
    fields: ClassVar[tuple[str, ...]] = ()
    deleted_on_erasure: ClassVar[bool] = False

    @classmethod
    def rows(cls, user: User) -> QuerySet[Any]:
        if not cls.of_person:
            return cls.model._base_manager.none()
        mine = Q()
        for way in cls.of_person:
            mine |= Q(**{way: user.pk})
        return cls.model._base_manager.filter(mine).order_by("pk")

    @classmethod
    def export(cls, user: User) -> Iterator[dict[str, Any]]:
        """One dictionary a row: what a column is called → what it says, in the active language."""
        ways = [name.rpartition("__")[0] for name in cls.fields if "__" in name]
        for row in cls.rows(user).select_related(*ways) if ways else cls.rows(user):
            yield dict(_column(row, name) for name in cls.fields)

    @classmethod
    def hindrance(cls, user: User) -> Text:
        """Why this person can't be erased yet and what to do; empty where nothing stands in the way."""
        return ""

    @classmethod
    def erase(cls, user: User, *, now: datetime) -> None:
        """Called in the transaction that erases; what stays points to a row that names nobody."""
        if cls.deleted_on_erasure:
            cls.rows(user).delete()

    @classmethod
    def forget(cls, now: datetime) -> int:
        """Drops what has been kept for its time; how many rows."""
        return 0

    @classmethod
    def seen_about(cls, user: User) -> list[str]:
        """What lists of people are called in which this person stands, as `log_access` has them."""
        return []


def records() -> tuple[type[PersonalRecords], ...]:
    return load("PERSONAL_DATA")


def _column(row: models.Model, name: str) -> tuple[str, Any]:
    """What the column is called, and what it says; `__` leads on to the row that it points to."""
    way, _, last = name.rpartition("__")
    for step in way.split("__") if way else []:
        row = getattr(row, step)
    display = getattr(row, f"get_{last}_display", None)
    value = display() if display else getattr(row, last)
    heading = str(row._meta.get_field(last).verbose_name)
    return heading, str(value) if display or isinstance(value, models.Model) else value


class ExportEncoder(DjangoJSONEncoder):
    """Sentences that wait for their language, and files by their names, too."""

    def default(self, o: Any) -> Any:
        if isinstance(o, models.fields.files.FieldFile):
            return o.name
        return super().default(o)
