"""Accounts of a cohort that are likely one person's: for its organisers; others who follow it are told no."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages

from cms.core.errors import Refusal
from cms.core.saying import active_language
from cms.core.scoping import scope_set
from cms.people.actions import log_access
from cms.people.enums import AccessKind
from courses.cohorts.actions.distinct import tell_apart
from courses.cohorts.likeness import Pair, pairs_alike
from courses.cohorts.models import Cohort
from courses.cohorts.permissions import may_change_cohort
from courses.cohorts.personal_data import name_of_list
from courses.learning.actions.uniting import unite
from courses.learning.admin_board import OfCohort
from courses.learning.board import people_of, rows_of


class AlikeView(OfCohort):
    """POST with `apart` (two ids, “1-2”) tells a pair apart, with `keep` (the one to keep first) makes them one."""

    page_title = gettext_lazy("Likely the same person")
    template_name = "learning/admin/alike.html"

    @cached_property
    def cohort(self) -> Cohort:
        cohort = super().cohort
        if not may_change_cohort(self.request.user, cohort):
            raise PermissionDenied
        return cohort

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        context = self.get_context_data()
        log_access(request.user, kind=AccessKind.VIEW, about=name_of_list(self.cohort), now=timezone.now())
        return self.render_to_response(context)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        by, now = request.user, timezone.now()
        keep = request.POST.get("keep")
        pair = self._named(keep or request.POST.get("apart", ""))
        try:
            with scope_set(None):
                if keep:
                    unite(pair[0], other=pair[1], by=by, now=now)
                    said = _("One enrolment now, of %(name)s. The other account is told.")
                else:
                    tell_apart(pair, by=by, now=now)
                    said = _("Two people: they are not offered any more.")
        except Refusal as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, said % {"name": pair[0].user.get_full_name()})
        return redirect("board:alike", self.cohort.pk)

    def _named(self, said: str) -> Pair:
        """One of the pairs that are offered, in the order in which the form names it."""
        for one, other in pairs_alike(self.cohort):
            one.cohort = other.cohort = self.cohort
            for pair in ((one, other), (other, one)):
                if said == f"{pair[0].pk}-{pair[1].pk}":
                    return pair
        raise Http404

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        pairs = pairs_alike(self.cohort)
        ids = [each.pk for pair in pairs for each in pair]
        people = list(people_of(self.cohort).filter(pk__in=ids))
        rows = rows_of(people, cohort=self.cohort, language=active_language(), now=timezone.now())
        by_id = {row.enrolment.pk: row for row in rows}
        return super().get_context_data(**kwargs) | {
            "cohort": self.cohort,
            "pairs": [
                [(each, by_id.get(each.pk), f"{each.pk}-{other.pk}") for each, other in ((a, b), (b, a))]
                for a, b in pairs
            ],
        }
