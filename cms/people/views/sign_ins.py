from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from cms.people.actions import end_other_sign_ins, end_sign_in, note_seen
from cms.people.models import SignIn


@login_required
@require_safe
def sign_ins(request: HttpRequest) -> HttpResponse:
    """Everybody, of their own, as often as they like."""
    now, key = timezone.now(), request.session.session_key
    note_seen(request.user, session_key=key, agent=request.headers.get("User-Agent", ""), now=now)
    found = sorted(SignIn.objects.open_of(request.user, now=now), key=lambda one: one.session_id != key)
    return render(request, "people/sign_ins.html", {"sign_ins": found, "current": key, "now": now})


@login_required
@require_POST
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """Everybody, of their own; another's answers as what is not there."""
    sign_in = get_object_or_404(SignIn.objects.filter(user=request.user), pk=pk)
    if sign_in.session_id == request.session.session_key:
        logout(request)
        return redirect("account_login")
    end_sign_in(sign_in)
    messages.success(request, _("Signed out there."))
    return redirect("people:sign_ins")


@login_required
@require_POST
def end_others(request: HttpRequest) -> HttpResponse:
    """Everybody, of their own, as often as they like."""
    ended = end_other_sign_ins(request.user, keep=request.session.session_key)
    said = ngettext(
        "Signed out in %(count)s other browser.", "Signed out in %(count)s other browsers.", ended
    )
    messages.success(request, said % {"count": ended})
    return redirect("people:sign_ins")
