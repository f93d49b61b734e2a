from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from cms.core.errors import NotAllowed
from cms.operations.actions import try_failed_again
from cms.operations.watch import job_models


@require_POST
def try_again(request: HttpRequest, label: str) -> HttpResponse:
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
