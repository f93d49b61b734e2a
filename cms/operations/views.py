from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.static import serve
from wagtail.documents import get_document_model
from wagtail.documents.views.serve import serve as serve_document
from wagtail.permissions import policy_registry

# Pictures under names that can't be guessed; everything else in the media folder has a view that checks.
PUBLIC_MEDIA = ("images/",)


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
