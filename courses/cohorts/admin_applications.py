"""Who asks for a seat in a cohort: for its organisers to answer, for its secretariat to read."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin import messages

from cms.core.errors import Refusal
from cms.core.scoping import scope_set
from cms.networks.admin_pages import AdminPage, Crumb, paged
from cms.people.actions import log_access
from cms.people.enums import AccessKind
from courses.cohorts import actions
from courses.cohorts.application_forms import RefusalForm
from courses.cohorts.enums import ASKING_STATES, EnrolmentState
from courses.cohorts.models import Cohort, Enrolment, EnrolmentQuerySet
from courses.cohorts.permissions import may_change_cohort
from courses.cohorts.personal_data import name_of_list


class ApplicationsView(AdminPage):
    """GET shows them; POST with `approve` (ids) gives seats, with `refuse` (an id) and `reason` says no."""

    page_title = gettext_lazy("Who asks for a seat")
    header_icon = "mail"
    template_name = "cohorts/admin/applications.html"

    @cached_property
    def cohort(self) -> Cohort:
        cohorts = Cohort.all_objects.for_user(self.request.user).select_related("network").with_seats_taken()
        return get_object_or_404(cohorts, pk=self.kwargs["pk"])

    @cached_property
    def may_answer(self) -> bool:
        return may_change_cohort(self.request.user, self.cohort)

    @property
    def asking(self) -> EnrolmentQuerySet:
        found = Enrolment.all_objects.filter(cohort=self.cohort, state__in=ASKING_STATES)
        # By the alphabet: who has applied, to whom a seat is offered, who waits.
        return found.select_related("user").order_by("state", "asked_at", "pk")

    def trail(self) -> Iterable[Crumb]:
        yield reverse("cohort:index"), _("Cohorts")
        yield reverse("cohort:inspect", args=[self.cohort.pk]), self.cohort.name

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        context = self.get_context_data()
        log_access(request.user, kind=AccessKind.VIEW, about=name_of_list(self.cohort), now=timezone.now())
        return self.render_to_response(context)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.may_answer:
            raise PermissionDenied
        if "refuse" in request.POST:
            return self._refuse(request)
        return self._approve(request)

    def _approve(self, request: HttpRequest) -> HttpResponse:
        states: list[str] = []
        refusals = []
        for enrolment in self._named(request.POST.getlist("approve")):
            try:
                with scope_set(None):
                    states.append(actions.approve(enrolment, by=request.user, now=timezone.now()).state)
            except Refusal as refusal:
                refusals.append(f"{enrolment.user.get_full_name()}: {refusal}")
        for sentence in _told(states):
            messages.success(request, sentence)
        for sentence in refusals:
            messages.error(request, sentence)
        if not states and not refusals:
            messages.warning(request, _("Mark those whom you admit first."))
        return redirect("cohort:applications", self.cohort.pk)

    def _refuse(self, request: HttpRequest) -> HttpResponse:
        enrolment = next(iter(self._named([request.POST["refuse"]])), None)
        if enrolment is None:
            return redirect("cohort:applications", self.cohort.pk)
        form = RefusalForm(request.POST, auto_id=f"id_{enrolment.pk}_%s")
        if form.is_valid():
            try:
                with scope_set(None):
                    actions.refuse(
                        enrolment, reason=form.cleaned_data["reason"], by=request.user, now=timezone.now()
                    )
            except Refusal as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, _("The person is told, with your reason."))
                return redirect("cohort:applications", self.cohort.pk)
        return self.render_to_response(self.get_context_data(refused={enrolment.pk: form}))

    def _named(self, ids: list[str]) -> list[Enrolment]:
        """Those who are still asking; who has gone meanwhile is left out."""
        try:
            wanted = [int(each) for each in ids]
            return list(self.asking.filter(pk__in=wanted).select_related("cohort"))
        except (ValueError, OverflowError) as problem:
            raise Http404 from problem

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        refused: dict[int, RefusalForm] = kwargs.pop("refused", {})
        page = paged(self.request, self.asking)
        asking = list(page["items"])
        groups = {
            state: [(each, self._form(each, refused)) for each in asking if each.state == state]
            for state in (EnrolmentState.APPLIED, EnrolmentState.OFFERED, EnrolmentState.WAITING)
        }
        return super().get_context_data(**kwargs) | {
            **page,
            "cohort": self.cohort,
            "may_answer": self.may_answer,
            "applied": groups[EnrolmentState.APPLIED],
            "offered": groups[EnrolmentState.OFFERED],
            "waiting": groups[EnrolmentState.WAITING],
            "seats_left": max(self.cohort.capacity - self.cohort.seats_taken, 0),
        }

    def _form(self, enrolment: Enrolment, refused: dict[int, RefusalForm]) -> RefusalForm | None:
        if not self.may_answer:
            return None
        return refused.get(enrolment.pk) or RefusalForm(auto_id=f"id_{enrolment.pk}_%s")


def _told(states: list[str]) -> Iterable[str]:
    """What came of an approval, by the state in which it left each."""
    waiting = states.count(EnrolmentState.WAITING)
    if admitted := len(states) - waiting:
        said = ngettext("%(count)d person is admitted.", "%(count)d people are admitted.", admitted)
        yield said % {"count": admitted}
    if waiting:
        said = ngettext(
            "%(count)d person is on the waiting list now: all seats are taken.",
            "%(count)d people are on the waiting list now: all seats are taken.",
            waiting,
        )
        yield said % {"count": waiting}
