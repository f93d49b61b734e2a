"""Asks who helps a trainee why they look, then shows them the course as that trainee sees it."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from courses.cohorts.models import Enrolment
from courses.learning.actions import view_as
from courses.learning.forms import ViewingForm
from courses.learning.permissions import may_view_as
from courses.learning.viewing import LASTS, begin, viewed_enrolments


class ViewAs(WagtailAdminTemplateMixin, TemplateView):
    """`?next=` is where it was asked for, and where stopping leads back to."""

    template_name = "learning/admin/view_as.html"
    page_title = gettext_lazy("See the course as this trainee")
    header_icon = "view"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not may_view_as(request.user, self.enrolment):
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def enrolment(self) -> Enrolment:
        return get_object_or_404(viewed_enrolments(), pk=self.kwargs["enrolment_id"])

    @property
    def back(self) -> str:
        asked = self.request.GET.get("next", "")
        safe = url_has_allowed_host_and_scheme(asked, allowed_hosts=None)
        return asked if safe else reverse("wagtailadmin_home")

    def get_page_subtitle(self) -> str:
        return self.enrolment.user.get_full_name()

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *super().get_breadcrumbs_items(),
            {"url": self.back, "label": self.enrolment.cohort.name},
            {"url": "", "label": self.get_page_subtitle()},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "form": kwargs.get("form") or ViewingForm(),
            "back": self.back,
            "minutes": LASTS.seconds // 60,
        }

    def post(self, request: HttpRequest, enrolment_id: int) -> HttpResponse:
        form = ViewingForm(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        now = timezone.now()
        view_as(self.enrolment, by=request.user, reason=form.cleaned_data["reason"], now=now)
        return redirect(begin(request, self.enrolment, back=self.back, now=now).url)
