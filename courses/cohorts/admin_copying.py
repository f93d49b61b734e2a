"""Planning a cohort from an earlier one: for organisers of its host."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.log_actions import log

from cms.core.scoping import scope_set
from cms.networks.permissions import may_run_cohorts
from courses.cohorts.actions.copy import copy_cohort
from courses.cohorts.admin_pages import CohortPage
from courses.cohorts.days import FARTHEST_DAY, FIRST_DAY, day_input, validate_day
from courses.cohorts.models import Cohort


class CopyForm(forms.Form):
    name = forms.CharField(
        label=gettext_lazy("Name"), max_length=150, widget=forms.TextInput(attrs={"dir": "auto"})
    )
    starts = forms.DateField(label=gettext_lazy("First day"), widget=day_input())

    def clean_starts(self) -> date:
        """The window and the end lie within two years of it."""
        starts: date = self.cleaned_data["starts"]
        first = FIRST_DAY.replace(year=FIRST_DAY.year + 2)
        validate_day(starts, first=first, last=FARTHEST_DAY.replace(year=FARTHEST_DAY.year - 2))
        return starts


class CopyView(CohortPage):
    page_title = gettext_lazy("Plan another like it")
    header_icon = "copy"
    template_name = "cohorts/admin/copy.html"

    def may(self, cohort: Cohort) -> bool:
        """Of cohorts that have ended too."""
        return may_run_cohorts(self.request.user, cohort.network)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self._shown(CopyForm(initial={"name": self.cohort.name}))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = CopyForm(request.POST)
        if not form.is_valid():
            return self._shown(form)
        said = form.cleaned_data
        cohort = self.cohort
        with scope_set(None):
            made = copy_cohort(cohort, name=said["name"], starts=said["starts"], by=request.user)
        log(made, "wagtail.create", user=request.user)
        messages.success(request, _("This is the copy, in draft. Look at its days, then announce it."))
        return redirect("cohort:edit", made.pk)

    def _shown(self, form: CopyForm) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form))
