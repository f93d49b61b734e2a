"""Jobs in the admin, for central staff, and for organisers those that are done in the name of their networks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from cms.core.enums import SETTLED_STANDINGS
from cms.core.errors import NotAllowed, Refusal
from cms.core.jobs import job_models
from cms.core.models import JobRow
from cms.networks.admin_pages import AdminPage
from cms.operations.actions import cancel_job, try_failed_again, try_job_again
from cms.operations.forms import JobsFilter
from cms.operations.jobs_page import Place, jobs_for, models_for, page_of_jobs
from cms.operations.permissions import may_see_jobs


class Jobs(AdminPage):
    """The list is also answered alone, to be put in the place of the one that is shown."""

    page_title = gettext_lazy("Jobs")
    header_icon = "cogs"
    template_name = "operations/admin/jobs.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not may_see_jobs(request.user):
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get_template_names(self) -> list[str]:
        return ["operations/admin/_jobs.html"] if self.request.htmx else super().get_template_names()

    @cached_property
    def models(self) -> dict[str, type[JobRow]]:
        return models_for(self.request.user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = JobsFilter(self.request.GET, models=self.models)
        kind, standing = form.chosen()
        now = timezone.now()
        page = page_of_jobs(
            self.request.user,
            models=[self.models[kind]] if kind else self.models.values(),
            standing=standing,
            after=Place.read(self.request.GET.get("after", "")),
            now=now,
        )
        narrowed = {"state": standing.value, "kind": kind}
        return super().get_context_data(**kwargs) | {
            "filter_form": form,
            "standing": standing,
            "page": page,
            "now": now,
            "here": self.request.get_full_path(),
            "is_settled": standing in SETTLED_STANDINGS,
            "rest": urlencode(narrowed | {"after": str(page.rest)}) if page.rest else "",
        }


def _one_or_404(request: HttpRequest, label: str, pk: int) -> JobRow:
    model = models_for(request.user).get(label)
    if model is None:
        raise Http404
    return get_object_or_404(jobs_for(request.user, model), pk=pk)


def _back(request: HttpRequest) -> HttpResponse:
    """To the list as it was narrowed."""
    came_from = request.POST.get("from", "")
    own = url_has_allowed_host_and_scheme(came_from, allowed_hosts={request.get_host()})
    listed = own and came_from.startswith(reverse("machinery:jobs"))
    return redirect(came_from if listed else "machinery:jobs")


def _act(request: HttpRequest, job: JobRow, act: Callable[..., None], sentence: str) -> HttpResponse:
    try:
        act(job, by=request.user, now=timezone.now())
    except Refusal as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, sentence)
    return _back(request)


@require_POST
def try_one_again(request: HttpRequest, label: str, pk: int) -> HttpResponse:
    """Who sees the job, as often as they like, for one that fails again is shown again."""
    job = _one_or_404(request, label, pk)
    return _act(
        request, job, try_job_again, _("The job waits again; the next sweep starts it, within a minute.")
    )


@require_POST
def cancel_one(request: HttpRequest, label: str, pk: int) -> HttpResponse:
    """Who sees the job; once, for then it is cancelled."""
    return _act(request, _one_or_404(request, label, pk), cancel_job, _("The job is cancelled."))


@require_POST
def try_kind_again(request: HttpRequest, label: str) -> HttpResponse:
    """Central staff, for every failed job of a kind; as often as they like, for a job that fails again is shown again."""
    model = {model._meta.label_lower: model for model in job_models()}.get(label)
    if model is None:
        raise Http404
    try:
        count = try_failed_again(model, by=request.user, now=timezone.now())
    except NotAllowed as refused:
        raise Http404 from refused
    sentence = ngettext(
        "%(count)s job waits again; the next sweep starts it, within a minute.",
        "%(count)s jobs wait again; the next sweep starts them, within a minute.",
        count,
    )
    messages.success(request, sentence % {"count": count})
    return redirect("wagtailadmin_home")
