from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.static import serve
from wagtail.documents import get_document_model
from wagtail.documents.views.serve import serve as serve_document
from wagtail.permissions import policy_registry

from cms.operations import health, outbox

# Pictures under names that can't be guessed; everything else in the media folder has a view that checks.
PUBLIC_MEDIA = ("images/",)
LATEST = 100


def media(request: HttpRequest, path: str) -> HttpResponseBase:
    if not path.startswith(PUBLIC_MEDIA) or ".." in path:
        raise Http404
    response = serve(request, path, document_root=settings.MEDIA_ROOT)
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
    answer = health.readiness(timezone.now())
    return JsonResponse(answer, status=503 if False in answer.values() else 200)


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
