from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from cms.core.enums import JobState
from cms.networks.models import Network

from .enums import CertificateState
from .misses import count_miss, missed_too_often
from .models import Certificate
from .number import normalise
from .page import page
from .permissions import may_download
from .verdict import verdict

# A number has twelve characters; whatever somebody pastes is shown again no longer than this.
TYPED_AT_MOST = 60


@require_safe
@never_cache
def verify(request: HttpRequest) -> HttpResponse:
    typed = request.GET.get("number", "").strip()
    if not typed:
        return render(request, "certificates/verify.html")
    if number := normalise(typed):
        return redirect("certificates:certificate", number)
    return _not_found(request, typed)


@require_safe
@never_cache
def certificate(request: HttpRequest, number: str) -> HttpResponse:
    normal = normalise(number)
    if normal is None:
        return _not_found(request, number)
    if normal != number:
        return redirect("certificates:certificate", normal)
    if missed_too_often(request):
        return render(request, "certificates/slow_down.html", {"typed": number}, status=429)
    found = Certificate.all_objects.select_related("enrolment__cohort__network").filter(number=number).first()
    if found is None:
        count_miss(request)
        return _not_found(request, number)
    language = get_language() or "en"
    stated = found.stated
    full = found.state == CertificateState.VALID
    context = {
        "typed": number,
        "certificate": found,
        "verdict": verdict(found, language=language, now=timezone.now()),
        "page": page(stated, language=language)
        if stated and found.state != CertificateState.REVOKED
        else None,
        "full": full,
        "networks": Network.objects.filter(slug__in=stated.networks()) if stated and full else (),
        "may_download": found.is_drawn and may_download(request.user, found),
    }
    return render(request, "certificates/verify.html", context)


@require_safe
@never_cache
@login_required
def download(request: HttpRequest, number: str) -> HttpResponse | FileResponse:
    found = (
        Certificate.all_objects.for_user(request.user)
        .select_related("enrolment__cohort__network", "rendering")
        .filter(number=number, statement__isnull=False)
        .first()
    )
    if found is None or not may_download(request.user, found):
        raise Http404
    if not found.is_drawn:
        failed = found.rendering.state == JobState.FAILED
        return render(
            request, "certificates/drawing.html", {"certificate": found, "failed": failed}, status=202
        )
    return FileResponse(found.pdf.open("rb"), as_attachment=True, filename=f"{number}.pdf")


def _not_found(request: HttpRequest, typed: str) -> HttpResponse:
    language = get_language() or "en"
    context = {
        "typed": typed[:TYPED_AT_MOST],
        "verdict": verdict(None, language=language, now=timezone.now()),
    }
    return render(request, "certificates/verify.html", context, status=404)
