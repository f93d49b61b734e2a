from __future__ import annotations

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from cms.notices.forms import ChoiceForm


def account_panel(request: HttpRequest) -> SafeString:
    """ACCOUNT_PANELS: which notices the person wants by e-mail."""
    return render_to_string("notices/_account_panel.html", {"form": ChoiceForm(person=request.user)}, request)
