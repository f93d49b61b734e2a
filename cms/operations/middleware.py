from __future__ import annotations

from collections.abc import Callable

from django.db import Error
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from cms.operations import views
from cms.operations.alarm import Lookout
from cms.operations.maintenance import is_maintained

Handler = Callable[[HttpRequest], HttpResponse]

# By which central staff come in: sign-in, its second factor, and out again.
DOORS = ("/accounts/login/", "/accounts/2fa/", "/accounts/logout/")


class Probes:
    """Answers whoever watches the processes, by whatever name they call the host and whatever else is wrong; and looks
    after every answer whether things still happen by themselves."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response
        self.answers = {
            reverse("operations:healthz"): views.healthz,
            reverse("operations:readyz"): views.readyz,
            reverse("operations:metrics"): views.metrics,
        }
        self.lookout = Lookout()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        answer = self.answers.get(request.path_info, self.get_response)
        response = answer(request)
        self.lookout.look()
        return response


class Maintenance:
    """While the site is looked after, everybody but central staff reads when to come back.

    It stands after authentication. Sign-in stays open, so that central staff can come in.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not is_maintained() or _may_come_in(request):
            return self.get_response(request)
        return views.unavailable(request, maintained=True)


def _may_come_in(request: HttpRequest) -> bool:
    if request.path_info.startswith(DOORS):
        return True
    try:
        return request.user.is_superuser
    except Error:
        # The tables may be just what is being looked after.
        return False
