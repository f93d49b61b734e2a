from __future__ import annotations

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from cms.notices.forms import ChoiceForm
from cms.notices.models import DeadAddress


def account_panel(request: HttpRequest) -> SafeString:
    """ACCOUNT_PANELS: which notices the person wants by e-mail, and whether e-mail reaches them."""
    dead = DeadAddress.objects.filter(email=request.user.email.lower()).first()
    context = {"form": ChoiceForm(person=request.user), "dead": dead}
    return render_to_string("notices/_account_panel.html", context, request)
