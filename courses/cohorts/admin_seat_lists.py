"""Inviting people from a file: for organisers of the cohort's host. Everybody else gets 404."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages

from cms.core.errors import Refusal
from cms.core.scoping import scope_set
from cms.networks.admin_pages import AdminPage, Crumb
from courses.cohorts.actions.seat_list import confirm_list, judged, upload_list
from courses.cohorts.admin_pages import CohortPage
from courses.cohorts.invitation_terms import room_in
from courses.cohorts.models import SeatList
from courses.cohorts.permissions import may_change_cohort


class FileForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("File"),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.xlsx,text/csv"}),
        help_text=gettext_lazy(
            "CSV or Excel, 500 people at most. Nobody is written to before you have seen what was read."
        ),
    )


class UploadView(CohortPage):
    page_title = gettext_lazy("Invite people from a file")
    header_icon = "mail"
    template_name = "cohorts/admin/seat_list_upload.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self._shown(FileForm())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = FileForm(request.POST, request.FILES)
        if form.is_valid():
            file = form.cleaned_data["file"]
            try:
                with scope_set(None):
                    made = upload_list(
                        self.cohort,
                        data=file.read(),
                        file_name=file.name,
                        by=request.user,
                        now=timezone.now(),
                    )
            except Refusal as refusal:
                form.add_error("file", str(refusal))
            else:
                return redirect("seat_list:one", made.pk)
        return self._shown(form)

    def _shown(self, form: FileForm) -> HttpResponse:
        return self.render_to_response(
            self.get_context_data(form=form, room=room_in(self.cohort, now=timezone.now()))
        )


class SeatListView(AdminPage):
    """What was read, line by line; POST invites those whose lines are right."""

    page_title = gettext_lazy("Invite people from a file")
    header_icon = "mail"
    template_name = "cohorts/admin/seat_list.html"

    @cached_property
    def seat_list(self) -> SeatList:
        lists = SeatList.objects.for_user(self.request.user).select_related("cohort__network")
        found = get_object_or_404(lists, pk=self.kwargs["list_id"])
        if not may_change_cohort(self.request.user, found.cohort):
            raise PermissionDenied
        return found

    def trail(self) -> Iterable[Crumb]:
        yield reverse("cohort:index"), _("Cohorts")
        yield reverse("cohort:inspect", args=[self.seat_list.cohort_id]), self.seat_list.cohort.name

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            with scope_set(None):
                confirm_list(self.seat_list, by=request.user, now=timezone.now())
        except Refusal as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(
                request, _("The invitations go out now. You are told when all are on their way.")
            )
        return redirect("seat_list:one", self.seat_list.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        lines = judged(self.seat_list)
        return super().get_context_data(**kwargs) | {
            "seat_list": self.seat_list,
            "wrong": [line for line in lines if line.problems],
            "remarked": [line for line in lines if line.remarks and not line.problems],
            "right": sum(not line.problems for line in lines),
            "all": len(lines),
            "room": room_in(self.seat_list.cohort, now=timezone.now()),
        }
