from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_POST

from cms.people.actions import change_profile
from cms.people.forms import ProfileForm
from cms.people.same_page import same_page_in


def front(request: HttpRequest) -> HttpResponse:
    """`/` leads to the home page in the person's language, one of those that the switcher offers."""
    return redirect(f"/{translation.get_language()}/")


@login_required
def account(request: HttpRequest) -> HttpResponse:
    form = ProfileForm(request.POST or None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        person = change_profile(request.user, **form.cleaned_data)
        with translation.override(person.language):
            messages.success(request, _("Your account is saved."))
        return _remember(redirect("people:account"), person.language)
    return render(request, "people/account.html", {"form": form})


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
    return _remember(HttpResponseRedirect(same_page_in(request, address, language)), language)


def _remember(response: HttpResponse, language: str) -> HttpResponse:
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
