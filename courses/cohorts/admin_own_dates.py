"""Dates of one person in a cohort: for its organisers; others who see the cohort are told no. Who looks is kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from wagtail.admin import messages

from cms.core.errors import Refusal
from cms.core.saying import active_language
from cms.core.scoping import scope_set
from cms.networks.admin_pages import address_if_any, named_or_404
from cms.people.actions import log_access
from cms.people.enums import AccessKind
from courses.cohorts.actions import extend, grant_leave, take_back
from courses.cohorts.admin_pages import CohortPage
from courses.cohorts.course_titles import module_titles
from courses.cohorts.enums import EnrolmentState
from courses.cohorts.models import Cohort, Enrolment, Extension, Leave, Release
from courses.cohorts.own_dates import releases_of
from courses.cohorts.own_dates_forms import ExtensionForm, LeaveForm
from courses.cohorts.permissions import may_change_cohort
from courses.cohorts.personal_data import name_of_list

GRANTED = {"leave": Leave, "extension": Extension}


class OwnDatesView(CohortPage):
    """POST grants a leave (`leave`) or an extension (`extend`), or takes one back (`take_back`: kind and id)."""

    header_icon = "calendar"
    template_name = "cohorts/admin/own_dates.html"

    @cached_property
    def enrolment(self) -> Enrolment:
        people = Enrolment.all_objects.for_user(self.request.user).filter(state=EnrolmentState.ACTIVE)
        related = people.select_related("cohort__network", "user")
        return get_object_or_404(related, pk=self.kwargs["enrolment_id"])

    @cached_property
    def cohort(self) -> Cohort:
        cohort = self.enrolment.cohort
        self.refuse_unless(may_change_cohort(self.request.user, cohort))
        return cohort

    def get_page_title(self) -> str:
        return _("Dates of one person")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        context = self._shown()
        log_access(
            request.user,
            kind=AccessKind.VIEW,
            subject=self.enrolment.user,
            about=name_of_list(self.cohort),
            now=timezone.now(),
        )
        return context

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.cohort  # noqa: B018 -- whoever may not change it is told no here
        if "take_back" in request.POST:
            return self._take_back(request.POST["take_back"])
        if "leave" in request.POST:
            form = LeaveForm(request.POST)
            return self._granted(form, grant_leave) or self._shown(leave_form=form)
        extension_form = ExtensionForm(request.POST, modules=self._modules_due())
        return self._granted(extension_form, self._extend) or self._shown(extension_form=extension_form)

    def _granted(self, form: LeaveForm | ExtensionForm, grant: Callable[..., object]) -> HttpResponse | None:
        if not form.is_valid():
            return None
        try:
            with scope_set(None):
                grant(self.enrolment, **form.cleaned_data, by=self.request.user, now=timezone.now())
        except Refusal as refusal:
            form.add_error(form.REFUSED.get(refusal.code), str(refusal))
            return None
        messages.success(self.request, _("The dates have moved for this person, who is told."))
        return redirect("cohort:dates", self.enrolment.pk)

    def _extend(self, enrolment: Enrolment, *, release: int, **said: Any) -> None:
        extend(enrolment, release=self.cohort.releases.get(pk=release), **said)

    def _take_back(self, named: str) -> HttpResponse:
        kind, _colon, number = named.partition(":")
        model = GRANTED.get(kind, Leave)
        granted = named_or_404(model.all_objects.filter(enrolment=self.enrolment), number)
        try:
            with scope_set(None):
                take_back(granted, by=self.request.user, now=timezone.now())
        except Refusal as refusal:
            messages.error(self.request, str(refusal))
        else:
            messages.success(self.request, _("It is taken back. The person is told where dates have moved."))
        return redirect("cohort:dates", self.enrolment.pk)

    @cached_property
    def titles(self) -> dict[Any, str]:
        return module_titles([each.module_key for each in self._releases()], active_language())

    def _releases(self) -> list[Release]:
        return sorted(releases_of(self.enrolment).values(), key=lambda each: (each.opens_at, each.pk))

    def _modules_due(self) -> list[tuple[int, str]]:
        due = [each for each in self._releases() if each.due_offset is not None]
        return [(each.pk, self.titles[each.module_key]) for each in due]

    def _shown(
        self, *, leave_form: LeaveForm | None = None, extension_form: ExtensionForm | None = None
    ) -> HttpResponse:
        shared = {release.pk: release for release in self.cohort.releases.all()}
        context = self.get_context_data(
            enrolment=self.enrolment,
            lines=[(self.titles[own.module_key], own, shared[own.pk]) for own in self._releases()],
            leaves=self.enrolment.leaves.select_related("granted_by"),
            extensions=[
                (each, self.titles[each.release.module_key])
                for each in self.enrolment.extensions.select_related("release", "granted_by")
            ],
            leave_form=leave_form or LeaveForm(),
            extension_form=extension_form or ExtensionForm(modules=self._modules_due()),
            began=self.enrolment.began_on if self.cohort.is_self_paced else None,
            timeline_url=address_if_any("board:timeline", self.enrolment.pk),
        )
        return self.render_to_response(context)
