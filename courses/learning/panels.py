from __future__ import annotations

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString


def account_panel(request: HttpRequest) -> SafeString:
    """ACCOUNT_PANELS: the way to the person's calendar and its private link."""
    return render_to_string("learning/_account_panel.html", {}, request)
