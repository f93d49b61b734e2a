from __future__ import annotations

from datetime import datetime, timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from cms.core.scoping import scoped
from cms.networks.enums import COHORT_VIEWING_ROLES
from cms.networks.models import Network
from cms.people.models import User
from courses.cohorts.enums import (
    ENROLLED_STATES,
    LEARNING_STATES,
    REPORTED_STATES,
    SEATED_STATES,
    TAUGHT_STATES,
    CohortState,
    EnrolmentState,
)
from courses.cohorts.models.cohort import Cohort
from courses.editions.models import Syllabus

# How long a calendar goes on saying that what stood in it is cancelled, so that every program has fetched it.
CANCELLED_IS_SAID = timedelta(days=60)
# More than anybody is moved in earnest.
MOST_BEFORE = 20


class EnrolmentQuerySet(models.QuerySet):
    def for_user(self, user: User) -> Self:
        """Enrolments in cohorts of the networks in which `user` may see cohorts."""
        if not user.is_authenticated:
            return self.none()
        if user.is_superuser:
            return self
        return self.filter(cohort__network__in=Network.objects.where(user, COHORT_VIEWING_ROLES))

    def of(self, user: User) -> Self:
        """A person's own enrolments."""
        return self.filter(user=user) if user.is_authenticated else self.none()

    def seated(self) -> Self:
        """Those who take a seat, if only until they answer."""
        return self.filter(state__in=SEATED_STATES)

    def enrolled(self) -> Self:
        return self.filter(state__in=ENROLLED_STATES)

    def reported(self) -> Self:
        """Those who have, or had, a seat: who applied and left again never came in."""
        return self.filter(state__in=REPORTED_STATES, enrolled_at__isnull=False)

    def queueing(self) -> Self:
        """On the waiting list, the first to ask first."""
        return self.filter(state=EnrolmentState.WAITING).order_by("asked_at", "pk")

    def offers_over_at(self, now: datetime) -> Self:
        return self.filter(state=EnrolmentState.OFFERED, answer_by__lte=now)

    def learning(self) -> Self:
        """Those whose work still counts: see `may_work`."""
        return self.filter(state__in=LEARNING_STATES, cohort__state=CohortState.RUNNING)

    def in_calendar_at(self, now: datetime) -> Self:
        """Those whose dates stand in the person's calendar, what was cancelled or left lately among them."""
        long_ago = now - CANCELLED_IS_SAID
        return (
            self.reported()
            .exclude(cohort__state=CohortState.DRAFT)
            .exclude(cohort__state=CohortState.CANCELLED, cohort__moved_at__lt=long_ago)
            .exclude(state=EnrolmentState.WITHDRAWN, ended_at__lt=long_ago)
        )

    def before(self, enrolment: Enrolment) -> list[int]:
        """The ids of the enrolments that go on as this one, over others too; one query where there is none."""
        found: list[int] = []
        last = [enrolment.pk]
        while last and len(found) < MOST_BEFORE:
            last = list(self.filter(continued_as__in=last).exclude(pk__in=found).values_list("pk", flat=True))
            found += last
        return found

    def last_of(self, enrolment: Enrolment) -> Enrolment:
        """As which it goes on now: itself where nobody was moved on from it. No query then."""
        for _hop in range(MOST_BEFORE):
            if enrolment.continued_as_id is None:
                break
            enrolment = Enrolment.all_objects.select_related("cohort").get(pk=enrolment.continued_as_id)
        return enrolment

    def reading(self) -> Self:
        """Those who may read: not withdrawn, in a cohort that is or was taught."""
        return self.filter(state__in=ENROLLED_STATES, cohort__state__in=TAUGHT_STATES)


class Enrolment(models.Model):
    """A person in a cohort, or asking for a seat in it; who comes back to it gets the same row.

    `application` is what they were asked and what they answered, [[question, answer], …]; `answer` what the
    host gave as its reason; `answer_by` until when an offered seat is held.
    """

    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="enrolments")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="enrolments")
    state = models.CharField(max_length=16, choices=EnrolmentState, default=EnrolmentState.ACTIVE)
    language = models.CharField(_("language"), max_length=8)
    syllabus = models.ForeignKey(Syllabus, null=True, on_delete=models.PROTECT, related_name="enrolments")
    asked_at = models.DateTimeField(null=True, help_text="when they applied, or came on the waiting list")
    application = models.JSONField(default=list)
    answer = models.TextField(blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="answered_enrolments"
    )
    answer_by = models.DateTimeField(null=True)
    enrolled_at = models.DateTimeField(null=True, help_text="when they were last given a seat")
    began_on = models.DateField(
        null=True, help_text="in self-study: the local day from which their own days are counted"
    )
    # Once true it stays: whoever asks for dates then looks for rows of OwnDates too.
    has_own_dates = models.BooleanField(default=False, editable=False)
    ended_at = models.DateTimeField(null=True, help_text="when it left *active*")
    # Whoever is given a seat goes on here again, so that no line of enrolments leads back to itself.
    continued_as = models.ForeignKey(
        "self",
        null=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="continues",
        help_text="where it goes on: in another cohort, or with another account",
    )
    # Rises when the person leaves and when they come back, for calendar programs.
    sequence = models.PositiveIntegerField(default=0, editable=False)

    objects = scoped(EnrolmentQuerySet, path="cohort__network")
    all_objects = EnrolmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("enrolment")
        verbose_name_plural = _("enrolments")
        constraints = [
            models.UniqueConstraint(fields=["cohort", "user"], name="cohorts_enrolment_once"),
            models.CheckConstraint(
                condition=models.Q(state__in=EnrolmentState.values),
                name="cohorts_enrolment_state",
            ),
            models.CheckConstraint(
                condition=models.Q(enrolled_at__isnull=False) | ~models.Q(state__in=ENROLLED_STATES),
                name="cohorts_enrolment_seat_dated",
            ),
            models.CheckConstraint(
                condition=models.Q(answer_by__isnull=False) | ~models.Q(state=EnrolmentState.OFFERED),
                name="cohorts_enrolment_offer_ends",
            ),
            models.CheckConstraint(
                condition=models.Q(continued_as__isnull=True) | ~models.Q(continued_as=models.F("pk")),
                name="cohorts_enrolment_goes_on_elsewhere",
            ),
        ]
        indexes = [models.Index(fields=["cohort", "state"])]

    def __str__(self) -> str:
        return f"{self.user_id} in {self.cohort_id}"

    @property
    def host_said_no(self) -> bool:
        """Not admitted, or their seat was ended by the host, either with a reason; who has left by themselves, or was
        sent away by the clock as a queue ended, has no `answer`."""
        return self.state in {EnrolmentState.WITHDRAWN, EnrolmentState.REFUSED} and self.answer != ""

    @property
    def may_come_back(self) -> bool:
        """Whether they have had a seat here, go on nowhere else, and the host has not said no."""
        return self.enrolled_at is not None and self.continued_as_id is None and not self.host_said_no

    @property
    def let_in_before(self) -> bool:
        """Whether who may come in is behind them: they have had a seat, or waited for one until the clock ended it."""
        return self.may_come_back or self.ended_by_clock

    @property
    def ended_by_clock(self) -> bool:
        return self.state == EnrolmentState.REFUSED and self.answer == ""

    @property
    def may_work(self) -> bool:
        """Whether results still count: lessons marked as done, attempts started."""
        return self.state in LEARNING_STATES and self.cohort.state == CohortState.RUNNING

    @property
    def may_read(self) -> bool:
        return self.state in ENROLLED_STATES and self.cohort.state in TAUGHT_STATES
