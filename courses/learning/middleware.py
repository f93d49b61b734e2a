from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _

from cms.core.admin_area import is_in_admin
from courses.learning.viewing import FLAG, end, resume

READING = frozenset({"GET", "HEAD"})
# What ends it, and the switcher, which changes only the language of who looks.
STILL_SENT = ("learning:stop_viewing", "account_logout", "people:switch_language")


class ViewingAs:
    """Resolves whose pages are seen, and refuses whatever would write while somebody looks.

    The admin shows nobody's pages, so it goes on as always.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.SESSION_COOKIE_NAME not in request.COOKIES or FLAG not in request.session:
            return self.get_response(request)
        request.viewing = resume(request, now=timezone.now())
        if request.viewing is None:
            return self._ended(request)
        if is_in_admin(request):
            return self.get_response(request)
        if request.method in READING or request.path_info in map(reverse, STILL_SENT):
            response = self.get_response(request)
        else:
            response = render(request, "learning/read_only.html", status=403)
        add_never_cache_headers(response)
        return response

    def _ended(self, request: HttpRequest) -> HttpResponse:
        back = end(request)
        if request.path_info == reverse("account_logout"):
            return self.get_response(request)
        messages.info(
            request,
            _(
                "You no longer see the course as the trainee does: the time was over, or the right to it ended."
            ),
        )
        return self.get_response(request) if is_in_admin(request) else redirect(back)
