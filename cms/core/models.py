from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _

from cms.core.enums import REVIVABLE_STATES, SETTLED_STANDINGS, JobState, Standing

CANCELLED_BY_HAND = gettext_noop("Cancelled by hand.")


class JobQuerySet(models.QuerySet):
    def claimable_at(self, now: datetime) -> Self:
        """Due, not settled, and held by no worker whose lease still runs."""
        return self.filter(state=JobState.WAITING, due_at__lte=now).filter(
            Q(lease_until__isnull=True) | Q(lease_until__lte=now)
        )

    def later_at(self, now: datetime) -> Self:
        """Waiting, and nobody's to do yet."""
        return self.filter(state=JobState.WAITING, due_at__gt=now)

    def standing(self, standing: Standing, *, at: datetime) -> Self:
        """Those that stand so at that moment; each job stands in one way."""
        if standing in SETTLED_STANDINGS:
            return self.filter(state=standing.value)
        if standing == Standing.HELD:
            return self.filter(state=JobState.WAITING, lease_until__gt=at)
        free = self.filter(Q(lease_until__isnull=True) | Q(lease_until__lte=at))
        return free.claimable_at(at) if standing == Standing.DUE else free.later_at(at)

    def failed(self) -> Self:
        return self.filter(state=JobState.FAILED)

    def in_networks(self, networks: Iterable[Any]) -> Self:
        """Those that are done in the name of one of these; none of a kind that belongs to no network."""
        path = self.model.network_path
        return self.filter(**{f"{path}__in": networks}) if path else self.none()

    def with_subjects(self) -> Self:
        """Brings along what `about` reads, with the same query."""
        paths = self.model.subject_paths
        return self.select_related(*paths) if paths else self


class JobRow(models.Model):
    """A background act as a row: the row is the job, Celery only hurries it.

    `tries` counts claims; `deaths` counts those that were never written back, since the
    last that was: a worker was killed at it.
    """

    # What rows of the kind are called where staff read of them: a noun in the plural.
    called: ClassVar[str | Promise] = _("Background jobs")
    # Where the network is in whose name it is done, and what `about` reads.
    network_path: ClassVar[str] = ""
    subject_paths: ClassVar[tuple[str, ...]] = ()

    state = models.CharField(max_length=12, choices=JobState, default=JobState.WAITING, editable=False)
    due_at = models.DateTimeField(_("due"))
    tries = models.PositiveSmallIntegerField(default=0, editable=False)
    deaths = models.PositiveSmallIntegerField(default=0, editable=False)
    lease_until = models.DateTimeField(null=True, editable=False)
    error = models.TextField(blank=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    done_at = models.DateTimeField(null=True, editable=False)

    objects = JobQuerySet.as_manager()

    class Meta:
        abstract = True
        base_manager_name = "objects"
        indexes = [
            models.Index(fields=["state", "due_at", "id"], name="%(app_label)s_%(class)s_listed"),
            models.Index(
                fields=["due_at"],
                condition=Q(state="waiting"),
                name="%(app_label)s_%(class)s_due",
            ),
        ]

    @property
    def label(self) -> str:
        """Names its kind in addresses and logs."""
        return self._meta.label_lower

    @property
    def about(self) -> tuple[str, ...]:
        """What it is done for, as staff read it: what tells it from others first."""
        return (str(self),)

    @property
    def reason(self) -> str:
        """Why it is not done, in the reader's language where the interface has the sentence."""
        return gettext(self.error) if self.error else ""

    @property
    def progress(self) -> tuple[int, int] | None:
        """Done, of how many; None where it is done in one go, or nobody has counted yet."""
        return None

    @property
    def is_revivable(self) -> bool:
        """Whether it may be tried again by hand; the act itself finds out what holds no more."""
        return self.state in REVIVABLE_STATES

    def cancelled(self, *, now: datetime) -> dict[str, object]:
        """Columns to write when it is cancelled by hand."""
        return {"error": CANCELLED_BY_HAND}

    def parts(self) -> JobQuerySet | None:
        """Jobs that are done with it, and cancelled and tried again with it; None where there are none."""
        return None

    def revived(self) -> dict[str, object]:
        """Columns to write when it is tried again by hand."""
        return {}


class HeartbeatQuerySet(models.QuerySet):
    def last_of(self, name: str) -> datetime | None:
        return self.filter(name=name).values_list("at", flat=True).first()


class Heartbeat(models.Model):
    """When a part of the machinery last showed that it lives; `at` never goes back."""

    name = models.CharField(max_length=40, primary_key=True)
    at = models.DateTimeField()

    objects = HeartbeatQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name
