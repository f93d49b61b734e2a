from collections.abc import Callable

from csp.constants import SELF, UNSAFE_INLINE
from django.conf import settings
from django.http import HttpRequest, HttpResponse

from cms.core.admin_area import is_in_admin


class AdminContentPolicyMiddleware:
    """Widens the site's policy for Wagtail's admin by the three things that it can't do without."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if is_in_admin(request):
            site = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
            response._csp_replace = {  # type: ignore[attr-defined]  # the door that django-csp reads
                "script-src": [*site["script-src"], UNSAFE_INLINE],
                "img-src": [*site["img-src"], "blob:"],
                "frame-src": [SELF],
            }
        return response
