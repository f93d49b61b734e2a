from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_POST

from cms.people.actions import change_profile
from cms.people.same_page import same_page_in


def front(request: HttpRequest) -> HttpResponse:
    """`/` leads to the home page in the person's language, one of those that the switcher offers."""
    return redirect(f"/{translation.get_language()}/")


@csrf_exempt
@require_POST
def switch_language(request: HttpRequest) -> HttpResponse:
    """A stranger needs no token, so that public pages can be kept whole: only a cookie of theirs changes."""
    return csrf_protect(_switch)(request) if request.user.is_authenticated else _switch(request)


def _switch(request: HttpRequest) -> HttpResponse:
    """Back to the same page in the chosen language; a language that isn't offered changes nothing."""
    address = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(
        address, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        address = "/"
    language = request.POST.get("language", "")
    if language not in settings.SWITCHER_LANGUAGES:
        return HttpResponseRedirect(address)
    if request.user.is_authenticated:
        change_profile(request.user, language=language)
    return remember_language(HttpResponseRedirect(same_page_in(request, address, language)), language)


def remember_language(response: HttpResponse, language: str) -> HttpResponse:
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=365 * 24 * 3600,
        path=settings.LANGUAGE_COOKIE_PATH,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response
