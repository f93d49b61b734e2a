"""A cohort's dates drawn as weeks, and the days on which a network is closed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from wagtail.admin import messages

from cms.core.saying import say_date
from cms.core.scoping import scope_set
from cms.networks.admin_pages import AdminPage, Crumb
from cms.networks.enums import COHORT_CHANGING_ROLES
from cms.networks.models import Network
from cms.networks.scope import scope_of
from courses.cohorts.actions.closed_days import close_days, open_days
from courses.cohorts.admin_pages import CohortPage
from courses.cohorts.course_titles import course_of, module_titles
from courses.cohorts.forms import FARTHEST_DAY, FIRST_DAY
from courses.cohorts.models import ClosedDays, Cohort
from courses.cohorts.permissions import may_see_cohort
from courses.cohorts.planning.drawing import drawn
from courses.cohorts.planning.plan import plan_of
from courses.cohorts.release_forms import day_input


class CalendarView(CohortPage):
    page_title = gettext_lazy("Calendar")
    header_icon = "calendar-alt"
    template_name = "cohorts/admin/calendar.html"

    def may(self, cohort: Cohort) -> bool:
        return may_see_cohort(self.request.user, cohort)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        language = (get_language() or "en").split("-")[0]
        with scope_set(None):
            course = course_of(self.cohort.course_key)
            releases = list(self.cohort.releases.all())
            keys = course.module_keys() if course else [release.module_key for release in releases]
            plan = plan_of(
                self.cohort,
                releases=releases,
                sessions=self.cohort.sessions.held(),
                titles=module_titles(keys, language),
                language=language,
            )
            return super().get_context_data(**kwargs) | drawn(plan, language=language)


class ClosedDaysForm(forms.ModelForm):
    class Meta:
        model = ClosedDays
        fields = ["network", "name", "starts", "ends"]
        widgets = {"starts": day_input(), "ends": day_input(), "name": forms.TextInput(attrs={"dir": "auto"})}
        help_texts = {"name": gettext_lazy("As organisers read it, such as: recess of the courts.")}

    def __init__(self, *args: Any, networks: Iterable[Network], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = list(networks)
        self.fields["network"].queryset = Network.objects.filter(pk__in=[each.pk for each in offered])
        self.fields["network"].label = _("Network")
        if len(offered) == 1:
            self.initial["network"] = offered[0].pk

    def _clean_day(self, name: str) -> date:
        day: date = self.cleaned_data[name]
        if not FIRST_DAY <= day <= FARTHEST_DAY:
            between = {"first": say_date(FIRST_DAY), "last": say_date(FARTHEST_DAY)}
            raise forms.ValidationError(_("Choose a day between %(first)s and %(last)s.") % between)
        return day

    def clean_starts(self) -> date:
        return self._clean_day("starts")

    def clean_ends(self) -> date:
        return self._clean_day("ends")


class ClosedDaysView(AdminPage):
    """The closed days of one's networks; POST adds some, or with `remove` takes an entry away."""

    page_title = gettext_lazy("Closed days")
    header_icon = "date"
    template_name = "cohorts/admin/closed_days.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not scope_of(request.user).holds(COHORT_CHANGING_ROLES):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def trail(self) -> Iterable[Crumb]:
        yield reverse("cohort:index"), _("Cohorts")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self._shown(ClosedDaysForm(networks=self._networks()))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "remove" in request.POST:
            return self._remove(request)
        form = ClosedDaysForm(request.POST, networks=self._networks())
        if not form.is_valid():
            return self._shown(form)
        with scope_set(None):
            close_days(**form.cleaned_data, by=request.user)
        messages.success(request, _("Kept. Plans that have something on these days say so."))
        return redirect("closed_days")

    def _remove(self, request: HttpRequest) -> HttpResponse:
        number = request.POST["remove"]
        mine = ClosedDays.all_objects.for_user(request.user).select_related("network")
        closed = get_object_or_404(mine, pk=number if number.isdecimal() and len(number) < 19 else 0)
        with scope_set(None):
            open_days(closed, by=request.user)
        messages.success(request, _("“%(name)s” is taken away.") % {"name": closed.name})
        return redirect("closed_days")

    def _networks(self) -> Iterable[Network]:
        return Network.objects.where(self.request.user, COHORT_CHANGING_ROLES)

    def _shown(self, form: ClosedDaysForm) -> HttpResponse:
        closed = ClosedDays.all_objects.for_user(self.request.user).select_related("network")
        return self.render_to_response(self.get_context_data(form=form, closed=closed))
