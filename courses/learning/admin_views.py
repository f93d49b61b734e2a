"""Reported mistakes, for who writes for the network that owns the module."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column
from wagtail.admin.views import generic
from wagtail.models import Page

from cms.core.errors import NotAllowed, Refusal
from cms.core.saying import say_when
from cms.core.scoping import scope_set
from courses.learning.actions import answer_mistake, close_mistake
from courses.learning.forms import AnswerForm
from courses.learning.models import MistakeReport
from courses.learning.permissions import may_settle_mistake


class MistakeIndexView(generic.IndexView):
    default_ordering = "-reported_at"
    list_filter = ["state"]

    @cached_property
    def columns(self) -> list[Column]:
        zone = self.request.user.time_zone
        return [
            self._get_title_column("step_title"),
            Column("text", label=_("What is wrong"), accessor=lambda report: _short(report.text)),
            Column("network", label=_("Network"), accessor="network.name"),
            Column("state", label=_("State"), accessor="get_state_display", sort_key="state"),
            Column(
                "reported_at",
                label=_("Reported"),
                accessor=lambda report: say_when(report.reported_at, zone, style="date"),
                sort_key="reported_at",
            ),
        ]

    def get_base_queryset(self) -> Any:
        return MistakeReport.objects.for_user(self.request.user).select_related("network")

    def _get_title_column(self, field_name: str, **kwargs: Any) -> Column:
        column = super()._get_title_column(field_name, **kwargs)
        column._get_url_func = self.get_inspect_url
        return column


def _short(text: str) -> str:
    return text if len(text) <= 90 else f"{text[:90].rsplit(' ', 1)[0]} …"


class MistakeDetailView(generic.InspectView):
    page_title = gettext_lazy("Reported mistake")
    template_name = "learning/admin/mistake.html"

    def get_object(self, queryset: Any = None) -> MistakeReport:
        return _visible(self.request, self.pk)

    def get_fields(self) -> list[str]:
        return []

    def get_edit_url(self) -> None:
        return None

    def get_delete_url(self) -> None:
        return None

    def post(self, request: HttpRequest, pk: str) -> HttpResponse:
        """Answers, or closes without an answer; what can't be done is said above, with what was typed."""
        closing = request.POST.get("act") == "close"
        form = AnswerForm(request.POST)
        if not closing and not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        try:
            with scope_set(None):  # the action asks for rights itself, and needs the reader's own rows
                self._settle(form, closing=closing)
        except NotAllowed as refusal:
            raise PermissionDenied from refusal
        except Refusal as refusal:
            messages.error(request, str(refusal))
            self.object = self.get_object()
            return self.render_to_response(self.get_context_data(form=form), status=409)
        return redirect("mistake:index")

    def _settle(self, form: AnswerForm, *, closing: bool) -> None:
        now, by = timezone.now(), self.request.user
        if closing:
            close_mistake(self.object, by=by, now=now)
            said = _("Closed. Who reported it sees that.")
        else:
            answer_mistake(self.object, answer=form.cleaned_data["answer"], by=by, now=now)
            said = _("Answered. Who reported it gets your answer by e-mail and on the site.")
        messages.success(self.request, said)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "report": self.object,
            "zone": self.request.user.time_zone,
            "edit_page_url": _editor(self.request, self.object),
            "may_settle": may_settle_mistake(self.request.user, self.object),
            "form": kwargs.get("form") or AnswerForm(),
        }


def _visible(request: HttpRequest, pk: Any) -> MistakeReport:
    mine = MistakeReport.objects.for_user(request.user).select_related("network", "settled_by")
    return get_object_or_404(mine, pk=pk)


def _editor(request: HttpRequest, report: MistakeReport) -> str:
    """The page of the lesson in the editor, at the block; empty for who may not edit it. It may have moved on since."""
    pages = Page.objects.filter(translation_key=report.step_key, locale__language_code=report.language)
    page = pages.first()
    if page is None or not page.specific.permissions_for_user(request.user).can_edit():
        return ""
    place = f"#block-{report.block_key}-section" if report.block_key else ""
    return reverse("wagtailadmin_pages:edit", args=[page.pk]) + place
