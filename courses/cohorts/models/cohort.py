from __future__ import annotations

from datetime import datetime, time
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Count, F, Q
from django.utils.translation import gettext_lazy as _

from cms.core.scoping import scoped
from cms.networks.enums import COHORT_VIEWING_ROLES, Role
from cms.networks.models import Network
from cms.people.models import User
from cms.world.zones import instant, validate_zone
from courses.cohorts.enums import (
    ENDED_STATES,
    ENROLLING_STATES,
    OFFERED_STATES,
    PUBLIC_STATES,
    SEATED_STATES,
    CohortState,
    EnrolmentState,
    Entry,
    Pacing,
)
from courses.cohorts.models.dated import Dated, DatedQuerySet
from courses.editions.models import Syllabus


class CohortQuerySet(DatedQuerySet):
    def for_user(self, user: User) -> Self:
        """Cohorts of the networks in which `user` may see cohorts."""
        if not user.is_authenticated:
            return self.none()
        if user.is_superuser:
            return self
        return self.filter(network__in=Network.objects.where(user, COHORT_VIEWING_ROLES))

    def followed_by(self, user: User) -> Self:
        """Cohorts whose people's work `user` sees: those of `for_user`, and those that name them as facilitator."""
        if not user.is_authenticated or user.is_superuser:
            return self.for_user(user)
        facilitates = Network.objects.where(user, frozenset({Role.FACILITATOR}))
        return self.filter(
            Q(network__in=Network.objects.where(user, COHORT_VIEWING_ROLES))
            | Q(network__in=facilitates, facilitators=user)
        ).distinct()

    def public(self) -> Self:
        return self.filter(state__in=PUBLIC_STATES)

    def of_course(self, course_key: object) -> Self:
        return self.filter(course_key=course_key)

    def enrolling_at(self, now: datetime) -> Self:
        return self.filter(
            state__in=ENROLLING_STATES,
            enrolment_opens_at__lte=now,
            enrolment_closes_at__gt=now,
        )

    def with_seats_taken(self) -> Self:
        """Annotates `seats_taken`, enrolments that hold a seat, and `queue`, those that wait for one; 0 for none."""
        seated = Q(enrolments__state__in=SEATED_STATES)
        waiting = Q(enrolments__state=EnrolmentState.WAITING)
        return self.annotate(
            seats_taken=Count("enrolments", filter=seated, distinct=True),
            queue=Count("enrolments", filter=waiting, distinct=True),
        )

    def due_to_open_at(self, now: datetime) -> Self:
        return self.filter(state=CohortState.ANNOUNCED, enrolment_opens_at__lte=now)

    def due_to_start_at(self, now: datetime) -> Self:
        return self.filter(state__in=[CohortState.ANNOUNCED, CohortState.OPEN], starts_at__lte=now)

    def due_to_close_at(self, now: datetime) -> Self:
        return self.filter(state=CohortState.RUNNING, ends_at__lte=now)


class Cohort(Dated):
    """One run of a course, hosted by a network, in one time zone.

    `starts`, `ends` are local dates, both inclusive; `enrolment_opens`, `enrolment_closes`
    are local date-times kept without zone. The `…_at` columns are the same as UTC instants,
    exclusive, rewritten whenever the row is saved.
    """

    DATES = ("starts_at", "ends_at")

    network = models.ForeignKey(
        Network,
        verbose_name=_("host"),
        on_delete=models.PROTECT,
        related_name="cohorts",
    )
    course_key = models.UUIDField(_("course"))
    name = models.CharField(_("name"), max_length=150)
    languages = models.JSONField(_("languages promised"), default=list)
    time_zone = models.CharField(_("time zone"), max_length=64, validators=[validate_zone])
    enrolment_opens_on = models.DateField(_("enrolment opens on"))
    enrolment_opens_time = models.TimeField(_("at"), default=time(9))
    enrolment_closes_on = models.DateField(_("enrolment closes on"))
    enrolment_closes_time = models.TimeField(_("at"), default=time(23, 59))
    starts = models.DateField(_("first day"))
    ends = models.DateField(_("last day"))
    capacity = models.PositiveIntegerField(_("seats"), default=30)
    pacing = models.CharField(_("pacing"), max_length=8, choices=Pacing, default=Pacing.COHORT)
    entry = models.CharField(max_length=10, choices=Entry, default=Entry.OPEN)
    only_members = models.BooleanField(default=False)
    only_countries = models.JSONField(default=list, blank=True)
    only_roles = models.JSONField(default=list, blank=True)
    questions = models.JSONField(default=list, blank=True)
    waiting_list = models.BooleanField(default=True)
    hours_to_accept = models.PositiveSmallIntegerField(default=48)
    state = models.CharField(max_length=12, choices=CohortState, default=CohortState.DRAFT, editable=False)
    syllabus = models.ForeignKey(
        Syllabus,
        null=True,
        on_delete=models.PROTECT,
        related_name="cohorts",
        editable=False,
    )
    facilitators = models.ManyToManyField(
        settings.AUTH_USER_MODEL, blank=True, related_name="facilitated_cohorts"
    )

    enrolment_opens_at = models.DateTimeField(editable=False)
    enrolment_closes_at = models.DateTimeField(editable=False)
    starts_at = models.DateTimeField(editable=False)
    ends_at = models.DateTimeField(editable=False)

    objects = scoped(CohortQuerySet)
    all_objects = CohortQuerySet.as_manager()

    class Meta:
        verbose_name = _("cohort")
        verbose_name_plural = _("cohorts")
        ordering = ["-starts", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(starts__lte=F("ends")),
                name="cohorts_cohort_starts_before_end",
            ),
            models.CheckConstraint(
                condition=Q(enrolment_opens_at__lt=F("enrolment_closes_at")),
                name="cohorts_cohort_window",
            ),
            models.CheckConstraint(condition=Q(capacity__gte=1), name="cohorts_cohort_capacity"),
            models.CheckConstraint(condition=Q(state__in=CohortState.values), name="cohorts_cohort_state"),
            models.CheckConstraint(condition=Q(entry__in=Entry.values), name="cohorts_cohort_entry"),
            models.CheckConstraint(condition=Q(pacing__in=Pacing.values), name="cohorts_cohort_pacing"),
            models.CheckConstraint(
                condition=Q(hours_to_accept__gte=1), name="cohorts_cohort_hours_to_accept"
            ),
        ]
        indexes = [models.Index(fields=["state", "starts_at"])]

    def __str__(self) -> str:
        return self.name

    def derive_instants(self) -> None:
        zone = self.time_zone
        self.enrolment_opens_at = instant(self.enrolment_opens_on, self.enrolment_opens_time, zone)
        self.enrolment_closes_at = instant(self.enrolment_closes_on, self.enrolment_closes_time, zone)
        self.starts_at = instant(self.starts, time(0), zone)
        self.ends_at = instant(self.ends, time(23, 59), zone)

    def enrols_at(self, now: datetime) -> bool:
        return self.state in ENROLLING_STATES and self.enrolment_opens_at <= now < self.enrolment_closes_at

    def admits_at(self, now: datetime) -> bool:
        """Whether a seat that comes free may still be given: until enrolment has closed and the cohort has begun."""
        return self.state in OFFERED_STATES and now < max(self.enrolment_closes_at, self.starts_at)

    @property
    def is_self_paced(self) -> bool:
        return self.pacing == Pacing.SELF

    @property
    def has_ended(self) -> bool:
        return self.state in ENDED_STATES
