from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cms.core.scoping import scoped
from courses.cohorts.models.cohort import Cohort
from courses.cohorts.models.enrolment import Enrolment

MOST_GROUPS = 20


class GroupQuerySet(models.QuerySet):
    def of(self, cohort: Cohort) -> Self:
        """In their order, by which the first that fits somebody takes them."""
        return self.filter(cohort=cohort).select_related("facilitator").order_by("pk")


class Group(models.Model):
    """Some of a cohort's people, by country or language, with somebody who helps them first.

    Who is in it follows from what people say of themselves; nobody is put there by hand. An empty choice is every one.
    """

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="groups")
    name = models.CharField(_("name"), max_length=100)
    countries = models.JSONField(_("countries"), default=list, blank=True)
    languages = models.JSONField(_("languages"), default=list, blank=True)
    facilitator = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("facilitator"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="groups_helped",
    )

    objects = scoped(GroupQuerySet, path="cohort__network")
    all_objects = GroupQuerySet.as_manager()

    class Meta:
        verbose_name = _("group")
        verbose_name_plural = _("groups")
        ordering = ["cohort", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["cohort", "name"], name="cohorts_group_name"),
            models.CheckConstraint(
                condition=~Q(countries=[], languages=[]), name="cohorts_group_chooses_somebody"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def rule(self) -> Q:
        """Of enrolments."""
        rule = Q()
        if self.countries:
            rule &= Q(user__country__in=self.countries)
        if self.languages:
            rule &= Q(language__in=self.languages)
        return rule

    def fits(self, enrolment: Enrolment) -> bool:
        return self.fits_who(enrolment.user.country_id, enrolment.language)

    def fits_who(self, country: str | None, language: str) -> bool:
        in_country = not self.countries or country in self.countries
        return in_country and (not self.languages or language in self.languages)
