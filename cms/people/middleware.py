from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.locale import LocaleMiddleware
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone, translation
from django_htmx.http import HttpResponseClientRedirect

from cms.core.admin_area import is_in_admin
from cms.people.actions import note_seen
from cms.people.second_factor import WANTED_PAGE, has_second_factor, needs_second_factor


class AddressLanguage(LocaleMiddleware):
    """Django's own, but a view's 404 stays one.

    Django sends every 404 outside `/<language>/…` to the same path below a language, where the page tree answers
    anything; only what no address of ours matches may go there.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if response.status_code == 404 and request.resolver_match is not None:
            response.headers.setdefault(
                "Content-Language", translation.get_language() or settings.LANGUAGE_CODE
            )
            return response
        return super().process_response(request, response)


class PersonLanguage:
    """Picks the language of addresses that name none: the account's, else the cookie's, else the browser's first offered.

    It stands after AddressLanguage, whose choice holds wherever the address begins with a language.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not translation.get_language_from_path(request.path_info):
            language = _language_of(request)
            translation.activate(language)
            request.LANGUAGE_CODE = language
        return self.get_response(request)


def _language_of(request: HttpRequest) -> str:
    offered = settings.SWITCHER_LANGUAGES
    if request.user.is_authenticated and request.user.language in offered:
        return request.user.language
    cookie = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
    return cookie if cookie in offered else _accepted(request.headers.get("Accept-Language", ""), offered)


def _accepted(header: str, offered: list[str]) -> str:
    for code, _quality in translation.trans_real.parse_accept_lang_header(header):
        if code.split("-")[0] in offered:
            return code.split("-")[0]
    return settings.LANGUAGE_CODE


class Seen:
    """Notes where people are signed in, once in a while, when the page is made."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        every, key = settings.SEEN_EVERY_SECONDS, request.session.session_key
        if every and key and request.user.is_authenticated and cache.add(f"seen:{key}", True, every):
            agent = request.headers.get("User-Agent", "")
            note_seen(request.user, session_key=key, agent=agent, now=timezone.now())
        return response


class PrivacyFirst:
    """Whoever has not read the privacy notice of today reads it before they go on to what needs it.

    What they were sending when it changed still arrives: only pages wait.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        waits = (
            request.method in ("GET", "HEAD")
            and request.path_info.startswith(tuple(map(reverse, settings.PRIVACY_GATES)))
            and request.user.is_authenticated
            and not request.user.has_read_privacy
        )
        if not waits:
            return self.get_response(request)
        address = reverse("people:consent", query={"next": request.get_full_path()})
        return HttpResponseClientRedirect(address) if request.htmx else redirect(address)


class SecondFactorFirst:
    """Leads who may enter the admin and has no second factor to setting one up; from there they go on to where they were.

    It stands after allauth's middleware, whose pages it leads to.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if is_in_admin(request) and request.user.is_authenticated and needs_second_factor(request.user):
            if not has_second_factor(request.user):
                request.session[WANTED_PAGE] = _page_wanted(request)
                return redirect("mfa_index")
            request.session.pop(WANTED_PAGE, None)
        return self.get_response(request)


def _page_wanted(request: HttpRequest) -> str:
    """What a script asks for is no page to come back to, and what is posted can't be asked for again."""
    navigated = request.headers.get("Sec-Fetch-Mode", "navigate") == "navigate"
    return request.get_full_path() if request.method == "GET" and navigated else reverse("wagtailadmin_home")
