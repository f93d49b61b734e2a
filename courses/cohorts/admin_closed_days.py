"""The days on which a network is closed: for organisers, of their own networks."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages

from cms.core.scoping import scope_set
from cms.networks.admin_pages import AdminPage, Crumb, named_or_404, paged
from cms.networks.enums import COHORT_CHANGING_ROLES
from cms.networks.models import Network
from cms.networks.scope import scope_of
from courses.cohorts.actions.closed_days import close_days, open_days
from courses.cohorts.days import day_input, validate_day
from courses.cohorts.models import ClosedDays, ClosedDaysQuerySet


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
        for name in ("starts", "ends"):
            self.fields[name].validators.append(validate_day)
        if len(offered) == 1:
            self.initial["network"] = offered[0].pk


class ClosedDaysView(AdminPage):
    """The closed days of one's networks, the latest first; POST adds some, or with `remove` takes an entry away."""

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
        closed = named_or_404(self._closed(), request.POST["remove"])
        with scope_set(None):
            open_days(closed, by=request.user)
        messages.success(request, _("“%(name)s” is taken away.") % {"name": closed.name})
        return redirect("closed_days")

    def _networks(self) -> Iterable[Network]:
        return Network.objects.where(self.request.user, COHORT_CHANGING_ROLES)

    def _closed(self) -> ClosedDaysQuerySet:
        return ClosedDays.all_objects.for_user(self.request.user).select_related("network")

    def _shown(self, form: ClosedDaysForm) -> HttpResponse:
        page = paged(self.request, self._closed().order_by("-starts", "pk"))
        return self.render_to_response(self.get_context_data(form=form, **page))
