"""The seat of one person: its end, or another one, by an organiser of the host; others who follow it are told no."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.admin import messages

from cms.core.errors import Refusal
from cms.core.scoping import scope_set
from cms.networks.admin_pages import AdminPage
from courses.cohorts.actions.seat import bring_back, withdraw_person
from courses.cohorts.application_forms import RefusalForm
from courses.cohorts.enums import EnrolmentState
from courses.cohorts.permissions import may_change_cohort
from courses.learning.admin_board import TimelineView


class SeatView(TimelineView):
    """POST ends the seat, with `reason`; with `back` it gives one again."""

    template_name = "learning/admin/seat.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not may_change_cohort(request.user, self.cohort):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_page_title(self) -> str:
        return _("End the seat") if self.has_seat else _("Give the seat again")

    @property
    def has_seat(self) -> bool:
        return self.enrolment.state == EnrolmentState.ACTIVE

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self._shown(RefusalForm())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = RefusalForm(request.POST)
        back = "back" in request.POST
        if not back and not form.is_valid():
            return self._shown(form)
        try:
            with scope_set(None):
                self._act(form, back=back)
        except Refusal as refusal:
            messages.error(request, str(refusal))
        else:
            said = (
                _("They have a seat again, and are told.")
                if back
                else _("Their seat is free. They are told.")
            )
            messages.success(request, said)
        return redirect("board:timeline", self.enrolment.pk)

    def _act(self, form: RefusalForm, *, back: bool) -> None:
        by, now = self.request.user, timezone.now()
        if back:
            bring_back(self.enrolment, by=by, now=now)
        else:
            withdraw_person(self.enrolment, reason=form.cleaned_data["reason"], by=by, now=now)

    def _shown(self, form: RefusalForm) -> HttpResponse:
        context = AdminPage.get_context_data(self, form=form, cohort=self.cohort, enrolment=self.enrolment)
        return self.render_to_response(context | {"has_seat": self.has_seat})
