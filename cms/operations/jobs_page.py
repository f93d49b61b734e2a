"""What the page of jobs lists: rows of every kind, by how they stand, a page at a time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from heapq import merge
from itertools import islice
from typing import Self

from django.db.models import Q

from cms.core.enums import SETTLED_STANDINGS, Standing
from cms.core.jobs import job_models
from cms.core.models import JobQuerySet, JobRow
from cms.networks.models import Network
from cms.operations.permissions import JOB_ROLES, may_see_jobs, may_watch
from cms.people.models import User

PAGE_SIZE = 50


@dataclass(frozen=True)
class Place:
    """Where a page ends: the last row's due time, its kind and its number."""

    due_at: datetime
    label: str
    pk: int

    @classmethod
    def of(cls, row: JobRow) -> Self:
        return cls(row.due_at, row.label, row.pk)

    @classmethod
    def read(cls, said: str) -> Self | None:
        """None for what no page has written."""
        try:
            due_at, label, pk = said.split("~")
            place = cls(datetime.fromisoformat(due_at).astimezone(UTC), label, int(pk))
        except (ValueError, OverflowError):
            return None
        return place if 0 <= place.pk < 2**63 else None

    def __str__(self) -> str:
        return f"{self.due_at.isoformat()}~{self.label}~{self.pk}"


@dataclass(frozen=True)
class JobsPage:
    rows: Sequence[JobRow]
    # Where the next page begins; None where this is the last.
    rest: Place | None


def models_for(user: User) -> dict[str, type[JobRow]]:
    """By label, the kinds of which `user` may ever see rows; empty for who may see none."""
    if may_watch(user):
        return {model._meta.label_lower: model for model in job_models()}
    if not may_see_jobs(user):
        return {}
    return {model._meta.label_lower: model for model in job_models() if model.network_path}


def jobs_for(user: User, model: type[JobRow]) -> JobQuerySet:
    """All for central staff; organisers see what is done in the name of their networks."""
    jobs: JobQuerySet = model.objects.all()
    return jobs if may_watch(user) else jobs.in_networks(Network.objects.where(user, JOB_ROLES))


def page_of_jobs(
    user: User, *, models: Iterable[type[JobRow]], standing: Standing, after: Place | None, now: datetime
) -> JobsPage:
    """One query for each kind: what is settled latest first, what is not first come, first served."""
    latest_first = standing in SETTLED_STANDINGS
    found = []
    for model in models:
        jobs = jobs_for(user, model).standing(standing, at=now).with_subjects()
        if after:
            jobs = jobs.filter(_beyond(after, model._meta.label_lower, latest_first=latest_first))
        order = ("-due_at", "-pk") if latest_first else ("due_at", "pk")
        found.append(jobs.order_by(*order)[: PAGE_SIZE + 1])
    rows = list(islice(merge(*found, key=_order, reverse=latest_first), PAGE_SIZE + 1))
    more = len(rows) > PAGE_SIZE
    return JobsPage(rows[:PAGE_SIZE], Place.of(rows[PAGE_SIZE - 1]) if more else None)


def _order(row: JobRow) -> tuple[datetime, str, int]:
    return row.due_at, row.label, row.pk


def _beyond(place: Place, label: str, *, latest_first: bool) -> Q:
    """Of rows of this kind, those that come after `place` in the order of (due, kind, number)."""
    way = "lt" if latest_first else "gt"
    same_time = Q(due_at=place.due_at)
    if label == place.label:
        return Q(**{f"due_at__{way}": place.due_at}) | same_time & Q(**{f"pk__{way}": place.pk})
    comes_later = label < place.label if latest_first else label > place.label
    beyond = Q(**{f"due_at__{way}": place.due_at})
    return beyond | same_time if comes_later else beyond


def count_failed(user: User) -> int:
    """One query for each kind."""
    return sum(jobs_for(user, model).failed().count() for model in models_for(user).values())
