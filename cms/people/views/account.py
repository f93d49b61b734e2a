from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cms.core.wiring import load
from cms.people.actions import change_profile, guess_zone
from cms.people.enums import Document
from cms.people.forms import ProfileForm
from cms.people.models import Consent, SignIn, User
from cms.people.second_factor import has_second_factor, needs_second_factor
from cms.people.views.language import remember_language


@login_required
def account(request: HttpRequest) -> HttpResponse:
    """Everybody, of their own, as often as they like."""
    form = ProfileForm(request.POST or None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        person = change_profile(request.user, **form.cleaned_data)
        with translation.override(person.language):
            messages.success(request, _("Your account is saved."))
        return remember_language(redirect("people:account"), person.language)
    if form.is_bound:
        # The form has written into the object what it refuses; the page says what holds.
        request.user.refresh_from_db()
    panels = [panel(request) for panel in load("ACCOUNT_PANELS")]
    return render(request, "people/account.html", {"form": form, "panels": panels} | _safety(request.user))


@login_required
@require_POST
def time_zone(request: HttpRequest) -> HttpResponse:
    """Everybody, of their own; after the first time it changes nothing."""
    guess_zone(request.user, zone=request.POST.get("zone", ""))
    return HttpResponse(status=204)


def _safety(user: User) -> dict[str, Any]:
    protected = has_second_factor(user)
    return {
        "protected": protected,
        "must_protect": needs_second_factor(user) and not protected,
        "sign_ins": SignIn.objects.open_of(user, now=timezone.now()).count(),
        "consent": Consent.objects.filter(user=user, document=Document.PRIVACY).order_by("-given_at").first(),
    }
