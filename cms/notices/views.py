from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cms.notices.choices import choose_kinds
from cms.notices.forms import ChoiceForm


@login_required
@require_POST
def choose(request: HttpRequest) -> HttpResponse:
    """Everybody, for themselves, as often as they like."""
    form = ChoiceForm(request.POST, person=request.user)
    if form.is_valid():
        choose_kinds(request.user, wanted=form.cleaned_data["wanted"])
        messages.success(request, _("We write to you as you have chosen."))
    else:
        messages.error(request, _("This choice is no longer offered. Choose again from the list."))
    return redirect(reverse("people:account", fragment="notices"))
