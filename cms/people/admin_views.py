from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from cms.core.errors import NotAllowed
from cms.people.actions import take_away_second_factor
from cms.people.models import User
from cms.people.second_factor import has_second_factor


class TakeAwaySecondFactor(WagtailAdminTemplateMixin, TemplateView):
    """Central staff, of anybody else, as often as there is one; nobody else learns whether there is one."""

    template_name = "people/admin/take_away_second_factor.html"
    page_title = gettext_lazy("Take away the second factor")
    header_icon = "lock-open"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_superuser:
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def person(self) -> User:
        return get_object_or_404(User, pk=self.kwargs["pk"])

    def get_page_subtitle(self) -> str:
        return self.person.get_full_name()

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *super().get_breadcrumbs_items(),
            {"url": reverse("wagtailusers_users:index"), "label": _("Users")},
            {
                "url": reverse("wagtailusers_users:edit", args=[self.person.pk]),
                "label": self.person.get_full_name(),
            },
            {"url": "", "label": self.get_page_title()},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        there = has_second_factor(self.person)
        return super().get_context_data(**kwargs) | {"person": self.person, "there": there}

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        try:
            taken = take_away_second_factor(self.person, by=request.user)
        except NotAllowed as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(
                request, _("The second factor is taken away.") if taken else _("There was none.")
            )
        return redirect("wagtailusers_users:edit", pk)
