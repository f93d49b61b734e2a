from __future__ import annotations

from typing import Any

from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.widgets.button import HeaderButton

from cms.core.saying import active_language
from cms.networks.permissions import may_see_any_report, may_see_reports
from cms.people.actions import log_access
from cms.people.enums import AccessKind
from courses.cohorts.enums import CohortState
from courses.cohorts.models import Cohort, CohortQuerySet
from courses.cohorts.personal_data import name_of_list
from courses.learning.announcement_panels import ways_to_write
from courses.learning.viewing import ways_to_view

from .completion_report import CompletionReport
from .csv_form import csv_chunks

PAGE_SIZE = 50


class CohortsToReport(WagtailAdminTemplateMixin, TemplateView):
    """The cohorts of which a person may see reports, the latest first."""

    page_title = gettext_lazy("Completion")
    header_icon = "table"
    template_name = "reports/completion_cohorts.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not may_see_any_report(request.user):
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*super().get_breadcrumbs_items(), {"url": "", "label": self.get_page_title()}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | _paged(self.request, cohorts_for(self.request))


class CompletionScreen(WagtailAdminTemplateMixin, TemplateView):
    """The completion report of one cohort, a page at a time; the file holds the same rows."""

    header_icon = "table"
    template_name = "reports/completion.html"

    @cached_property
    def cohort(self) -> Cohort:
        return cohort_or_404(self.request, self.kwargs["cohort_id"])

    def get_page_title(self) -> str:
        return _("Completion")

    def get_page_subtitle(self) -> str:
        return self.cohort.name

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *super().get_breadcrumbs_items(),
            {"url": reverse("reports:completion_cohorts"), "label": _("Completion")},
            {"url": "", "label": self.cohort.name},
        ]

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        return [
            HeaderButton(
                label=_("Download CSV"),
                url=reverse("reports:completion_csv", args=[self.cohort.pk]),
                icon_name="download",
            )
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        _log_access(self.request, self.cohort, AccessKind.VIEW)
        report = CompletionReport(self.cohort, language=active_language())
        paged = _paged(self.request, report.enrolments)
        enrolments = list(paged["items"])
        ways = ways_to_view(self.request, self.cohort, enrolments)
        writing = ways_to_write(self.request, self.cohort, enrolments)
        rows = zip(enrolments, report.rows_of(enrolments), strict=True)
        return super().get_context_data(**kwargs) | {
            "cohort": self.cohort,
            "header": report.header(),
            "rows": [
                (row, ways.get(enrolment.pk, ""), writing.get(enrolment.pk, "")) for enrolment, row in rows
            ],
            "may_view_as": bool(ways or writing),
            **paged,
        }


@require_safe
def completion_csv(request: HttpRequest, cohort_id: int) -> StreamingHttpResponse:
    cohort = cohort_or_404(request, cohort_id)
    _log_access(request, cohort, AccessKind.EXPORT)
    report = CompletionReport(cohort, language=active_language())
    response = StreamingHttpResponse(
        csv_chunks(report.header(), report.all_rows()), content_type="text/csv; charset=utf-8"
    )
    name = f"completion-{slugify(cohort.name) or cohort.pk}.csv"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def cohorts_for(request: HttpRequest) -> CohortQuerySet:
    return (
        Cohort.all_objects.for_user(request.user)
        .exclude(state=CohortState.DRAFT)
        .select_related("network")
        .with_seats_taken()
        .order_by("-starts", "pk")
    )


def cohort_or_404(request: HttpRequest, cohort_id: int) -> Cohort:
    cohort = Cohort.all_objects.select_related("network").filter(pk=cohort_id).first()
    if cohort is None or not may_see_reports(request.user, cohort.network):
        raise Http404
    return cohort


def _log_access(request: HttpRequest, cohort: Cohort, kind: AccessKind) -> None:
    log_access(request.user, kind=kind, about=name_of_list(cohort), now=timezone.now())


def _paged(request: HttpRequest, queryset: Any) -> dict[str, Any]:
    items: Page = Paginator(queryset, PAGE_SIZE).get_page(request.GET.get("p"))
    return {"items": items, "elided_page_range": items.paginator.get_elided_page_range(items.number)}
