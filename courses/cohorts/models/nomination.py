"""People whom a sending authority, a ministry or a court, proposes for a cohort, in its own order."""

from __future__ import annotations

from datetime import datetime
from typing import Self
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cms.core.scoping import scoped
from cms.people.enums import ProfessionalRole
from cms.people.models import User
from cms.world.models import Country
from courses.cohorts.enums import ENDED_STATES, NomineeState
from courses.cohorts.models.cohort import Cohort

# A list is one page, in an order that its maker can see at once.
MOST_NOMINEES = 30
LONGEST_NOTE = 1000


class SendingAuthorityQuerySet(models.QuerySet):
    def of_nominator(self, user: User) -> Self:
        """Those for which this person proposes people."""
        return self.filter(nominator=user) if user.is_authenticated else self.none()


class SendingAuthority(models.Model):
    """Who was asked to propose people for a cohort, until the end of a local day of it.

    The letter goes to `email`; whoever accepts it with their account is the `nominator`.
    """

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="authorities")
    name = models.CharField(_("name of the authority"), max_length=150)
    email = models.EmailField(_("e-mail address"))
    most = models.PositiveSmallIntegerField(_("people at most"))
    closes_on = models.DateField(_("until"))
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    nominator = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="nominates_for"
    )

    objects = scoped(SendingAuthorityQuerySet, path="cohort__network")
    all_objects = SendingAuthorityQuerySet.as_manager()

    class Meta:
        verbose_name = _("sending authority")
        verbose_name_plural = _("sending authorities")
        ordering = ["cohort", "name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["cohort", "email"], name="cohorts_sendingauthority_once"),
            models.CheckConstraint(
                condition=Q(most__gte=1, most__lte=MOST_NOMINEES), name="cohorts_sendingauthority_most"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def is_open_at(self, now: datetime) -> bool:
        """Whether people may still be proposed, taken back and put in another order: while they can be selected, too."""
        cohort = self.cohort
        today = now.astimezone(ZoneInfo(cohort.time_zone)).date()
        in_time = today <= self.closes_on and now < cohort.enrolment_closes_at
        return in_time and cohort.state not in ENDED_STATES


class NomineeQuerySet(models.QuerySet):
    def in_order(self) -> Self:
        return self.order_by("authority", "position", "pk")


class Nominee(models.Model):
    """Somebody proposed. Who is selected is invited to a seat; `answer` is why somebody is not."""

    authority = models.ForeignKey(SendingAuthority, on_delete=models.CASCADE, related_name="nominees")
    position = models.PositiveSmallIntegerField()
    email = models.EmailField(_("e-mail address"))
    name = models.CharField(_("name"), max_length=150)
    country = models.ForeignKey(
        Country, verbose_name=_("country"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    role = models.CharField(_("profession"), max_length=24, choices=ProfessionalRole, blank=True)
    note = models.TextField(_("why this person"), blank=True, validators=[MaxLengthValidator(LONGEST_NOTE)])
    state = models.CharField(max_length=12, choices=NomineeState, default=NomineeState.PROPOSED)
    answer = models.TextField(blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    answered_at = models.DateTimeField(null=True)

    objects = scoped(NomineeQuerySet, path="authority__cohort__network")
    all_objects = NomineeQuerySet.as_manager()

    class Meta:
        verbose_name = _("nominee")
        verbose_name_plural = _("nominees")
        constraints = [
            models.UniqueConstraint(fields=["authority", "email"], name="cohorts_nominee_once"),
            models.CheckConstraint(condition=Q(state__in=NomineeState.values), name="cohorts_nominee_state"),
            models.CheckConstraint(
                condition=Q(state=NomineeState.PROPOSED) | Q(answered_at__isnull=False),
                name="cohorts_nominee_answer_dated",
            ),
        ]

    def __str__(self) -> str:
        return self.name
