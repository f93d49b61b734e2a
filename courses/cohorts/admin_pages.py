"""What the pages about one cohort stand on, in the admin."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from cms.networks.admin_pages import AdminPage, Crumb
from courses.cohorts.models import Cohort
from courses.cohorts.permissions import may_change_cohort


class CohortPage(AdminPage):
    """For those who may change the cohort that the address names as `pk` or `cohort_id`; others who see it are told no."""

    @cached_property
    def cohort(self) -> Cohort:
        cohorts = Cohort.all_objects.for_user(self.request.user).select_related("network")
        cohort = get_object_or_404(cohorts, pk=self.kwargs.get("pk", self.kwargs.get("cohort_id")))
        self.refuse_unless(self.may(cohort))
        return cohort

    def refuse_unless(self, allowed: bool) -> None:
        if not allowed:
            raise PermissionDenied

    def may(self, cohort: Cohort) -> bool:
        return may_change_cohort(self.request.user, cohort)

    def trail(self) -> Iterable[Crumb]:
        yield reverse("cohort:index"), _("Cohorts")
        yield reverse("cohort:inspect", args=[self.cohort.pk]), self.cohort.name

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"cohort": self.cohort}
