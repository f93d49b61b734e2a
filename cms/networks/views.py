from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from cms.networks.models import Network
from cms.networks.theme import hash_of, stylesheet

FOR_EVER = "public, max-age=31536000, immutable"


@require_safe
def theme(request: HttpRequest, slug: str) -> HttpResponse:
    """For everybody. Kept for ever under the address that names what it serves, asked for anew under any other."""
    network = get_object_or_404(Network.objects.exclude(accent_light=""), slug=slug)
    css = stylesheet(network.slug, light=network.accent_light, dark=network.accent_dark)
    response = HttpResponse(css, content_type="text/css; charset=utf-8")
    response.headers["Cache-Control"] = FOR_EVER if request.GET.get("v") == hash_of(css) else "no-cache"
    return response
