from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_safe

from cms.people.actions import give_consent


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """Anybody, signed in or not, as often as they like."""
    return render(request, "people/privacy.html", _notice())


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """Everybody, of their own; having read it twice is having read it once. Leads on to where they were going."""
    onward = _onward(request)
    if request.method == "POST":
        give_consent(request.user, language=translation.get_language(), now=timezone.now())
        return redirect(onward)
    return render(request, "people/consent.html", _notice() | {"onward": onward})


@login_required
@require_safe
def declined(request: HttpRequest) -> HttpResponse:
    """Everybody. Says what follows; nothing is written down."""
    return render(request, "people/consent_declined.html", {"onward": _onward(request)})


def _notice() -> dict[str, Any]:
    return {
        "version": settings.PRIVACY_VERSION,
        "date": settings.PRIVACY_DATE,
        "responsible": settings.PRIVACY_RESPONSIBLE,
        "contact": settings.PRIVACY_CONTACT,
    }


def _onward(request: HttpRequest) -> str:
    address = request.POST.get("next", request.GET.get("next", ""))
    own = url_has_allowed_host_and_scheme(
        address, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return address if own else settings.LOGIN_REDIRECT_URL
