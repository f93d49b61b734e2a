"""Live sessions in the admin: organisers of the host plan them; they and the cohort's facilitators note who was there.

Everybody else gets 404, as for a session that isn't there.
"""

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
from django.views.decorators.http import require_POST
from wagtail.admin import messages

from cms.core.errors import NotAllowed, Refusal
from cms.core.scoping import scope_set
from cms.networks.admin_pages import AdminPage, Crumb, paged
from cms.people.actions import log_access
from cms.people.enums import AccessKind
from courses.cohorts.actions.session import cancel_session, change_session, note_attendance, plan_session
from courses.cohorts.admin_pages import CohortPage
from courses.cohorts.models import Cohort, Enrolment, EnrolmentQuerySet, LiveSession
from courses.cohorts.permissions import may_change_cohort, may_mark, may_see_cohort
from courses.cohorts.personal_data import name_of_list
from courses.cohorts.session_forms import SessionForm, as_planned

REFUSED_FIELDS = {"outside": "local_time", "past": "day"}


class _Planning(CohortPage):
    header_icon = "calendar-alt"
    template_name = "cohorts/admin/session_form.html"

    def _form(self, data: Any = None) -> SessionForm:
        return SessionForm(data, cohort=self.cohort)

    def _write(self, form: SessionForm) -> None:
        raise NotImplementedError

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self._shown(self._form())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self._form(request.POST)
        if form.is_valid():
            try:
                with scope_set(None):
                    self._write(form)
            except Refusal as refusal:
                form.add_error(REFUSED_FIELDS.get(refusal.code), str(refusal))
            else:
                messages.success(request, _("The session is planned. It stands in everybody’s calendar."))
                return redirect("cohort:inspect", self.cohort.pk)
        return self._shown(form)

    def _shown(self, form: SessionForm) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form))


class AddView(_Planning):
    page_title = gettext_lazy("Plan a live session")

    def _write(self, form: SessionForm) -> None:
        plan_session(self.cohort, values=form.values(), by=self.request.user, now=timezone.now())


class EditView(_Planning):
    page_title = gettext_lazy("Live session")

    @cached_property
    def planned(self) -> LiveSession:
        planned = _session(self.request, self.kwargs["session_id"])
        if not may_change_cohort(self.request.user, planned.cohort):
            if may_mark(self.request.user, planned.cohort) or may_see_cohort(
                self.request.user, planned.cohort
            ):
                raise PermissionDenied
            raise Http404
        return planned

    @cached_property
    def cohort(self) -> Cohort:
        return self.planned.cohort

    def _form(self, data: Any = None) -> SessionForm:
        return SessionForm(data, cohort=self.cohort, initial=as_planned(self.planned))

    def _write(self, form: SessionForm) -> None:
        change_session(self.planned, values=form.values(), by=self.request.user, now=timezone.now())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"planned": self.planned}


@require_POST
def cancel(request: HttpRequest, session_id: int) -> HttpResponse:
    planned = _session(request, session_id)
    try:
        with scope_set(None):
            cancel_session(planned, by=request.user, now=timezone.now())
    except NotAllowed as refusal:
        raise PermissionDenied from refusal
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The session is cancelled. Its people are told."))
    return redirect("cohort:inspect", planned.cohort_id)


class AttendanceView(AdminPage):
    """The code for the screen, and a box for each person."""

    page_title = gettext_lazy("Who is there")
    header_icon = "calendar-alt"
    template_name = "cohorts/admin/attendance.html"

    @cached_property
    def planned(self) -> LiveSession:
        return _session(self.request, self.kwargs["session_id"])

    @cached_property
    def may_note(self) -> bool:
        return may_mark(self.request.user, self.planned.cohort)

    @property
    def people(self) -> EnrolmentQuerySet:
        """Facilitators see them too, though no list of cohorts."""
        return Enrolment.all_objects.filter(cohort=self.planned.cohort).enrolled().select_related("user")

    def trail(self) -> Iterable[Crumb]:
        if may_see_cohort(self.request.user, self.planned.cohort):
            yield reverse("cohort:index"), _("Cohorts")
            yield reverse("cohort:inspect", args=[self.planned.cohort_id]), self.planned.cohort.name

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        log_access(
            request.user, kind=AccessKind.VIEW, about=name_of_list(self.planned.cohort), now=timezone.now()
        )
        return self.render_to_response(self.get_context_data())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.may_note:
            raise PermissionDenied
        marked, were = self._marked("present"), self._marked("were")
        try:
            with scope_set(None):
                note_attendance(
                    self.planned,
                    came=self.people.filter(pk__in=marked - were),
                    stayed_away=self.people.filter(pk__in=were - marked),
                    by=request.user,
                    now=timezone.now(),
                )
        except Refusal as refusal:
            messages.error(request, str(refusal))
        else:
            there = self.planned.attendances.count()
            said = ngettext("%(count)d person was there.", "%(count)d people were there.", there)
            messages.success(request, said % {"count": there})
        return redirect(request.get_full_path())

    def _marked(self, name: str) -> set[int]:
        try:
            return {int(each) for each in self.request.POST.getlist(name)}
        except ValueError as problem:
            raise Http404 from problem

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        present = dict(self.planned.attendances.values_list("enrolment", "source"))
        page = paged(self.request, self.people.order_by("user__display_name", "pk"))
        return super().get_context_data(**kwargs) | {
            **page,
            "planned": self.planned,
            "may_note": self.may_note,
            "people": [(each, present.get(each.pk)) for each in page["items"]],
            "present": len(present),
            "begun": self.planned.starts_at <= timezone.now(),
        }


def _session(request: HttpRequest, pk: int) -> LiveSession:
    found = LiveSession.objects.for_user(request.user).select_related("cohort__network")
    return get_object_or_404(found, pk=pk)
