from __future__ import annotations

import sys

from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation
from django.core.files.storage import default_storage
from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseServerError,
    JsonResponse,
)
from django.shortcuts import get_object_or_404, render
from django.template import loader
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.views.decorators.cache import never_cache
from prometheus_client import CONTENT_TYPE_LATEST
from wagtail.documents import get_document_model
from wagtail.documents.views.serve import serve as serve_document
from wagtail.permissions import policy_registry

from cms.operations import health, outbox
from cms.operations.faults import is_away
from cms.operations.maintenance import is_maintained
from cms.operations.metrics import may_read_metrics, write_metrics

# Pictures under names that can't be guessed; everything else in the media folder has a view that checks.
PUBLIC_MEDIA = ("images/",)
LATEST = 100
# When a program that was told 503 may ask again.
RETRY_AFTER_SECONDS = 120


def media(request: HttpRequest, path: str) -> HttpResponseBase:
    """From the disk or the bucket; for a page is never sent to another host for its pictures."""
    if not path.startswith(PUBLIC_MEDIA) or ".." in path:
        raise Http404
    try:
        response = FileResponse(default_storage.open(path))
    except (OSError, ValueError, SuspiciousFileOperation) as problem:
        raise Http404 from problem
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


def document(request: HttpRequest, document_id: str, document_filename: str) -> HttpResponse:
    """For who works with the document in the admin; to everybody else there is none."""
    model = get_document_model()
    found = get_object_or_404(model, id=document_id)
    acts = ["change", "delete", "choose"]
    if not policy_registry.get_by_type(model).user_has_any_permission_for_instance(request.user, acts, found):
        raise Http404
    return serve_document(request, document_id, document_filename)


@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    return HttpResponse("alive\n", content_type="text/plain")


@never_cache
def readyz(request: HttpRequest) -> JsonResponse:
    answer = health.readiness(timezone.now()) | {"maintenance": is_maintained()}
    missing = [name for name, there in answer.items() if there is False and name != "maintenance"]
    return JsonResponse(answer, status=503 if missing or answer["maintenance"] else 200)


@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    """Who has the token, or asks from this machine; to everybody else there is none."""
    if not may_read_metrics(request):
        raise Http404
    return HttpResponse(write_metrics(timezone.now()), content_type=CONTENT_TYPE_LATEST)


def server_error(request: HttpRequest) -> HttpResponse:
    """Whatever broke off the answer; a database or broker that is away is no fault, and the page says so."""
    if is_away(sys.exc_info()[1]):
        return unavailable(request)
    return HttpResponseServerError(loader.render_to_string("500.html"))


def unavailable(request: HttpRequest, *, maintained: bool = False) -> HttpResponse:
    """503, rendered without database, session and account; in the language that the request's address or browser says."""
    again = request.method in {"GET", "HEAD"}
    page = loader.render_to_string("503.html", {"maintained": maintained, "again": again})
    response = HttpResponse(page, status=503, headers={"Retry-After": str(RETRY_AFTER_SECONDS)})
    add_never_cache_headers(response)
    # Django would call it an error each time that somebody comes by.
    response._has_been_logged = maintained  # type: ignore[attr-defined]  # what its log_response() asks
    return response


@never_cache
def outbox_list(request: HttpRequest) -> HttpResponse:
    _only_embedded()
    mails = [mail for name in outbox.names()[:LATEST] if (mail := outbox.read(name))]
    return render(request, "operations/outbox.html", {"mails": mails, "latest": LATEST})


@never_cache
def outbox_mail(request: HttpRequest, name: str) -> HttpResponse:
    _only_embedded()
    mail = outbox.read(name)
    if mail is None:
        raise Http404
    return render(request, "operations/mail.html", {"mail": mail})


def _only_embedded() -> None:
    if not settings.EMBEDDED:
        raise Http404
