from __future__ import annotations

from allauth.account.decorators import reauthentication_required
from allauth.account.models import EmailAddress
from allauth.decorators import rate_limit
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from cms.core.errors import Refusal
from cms.people.actions import address as changes
from cms.people.address_links import read_link
from cms.people.enums import ChangeStanding
from cms.people.forms import AddressForm
from cms.people.models import AddressChange


@login_required
@reauthentication_required(app="allauth.account")
@rate_limit(action="change_address")
def address(request: HttpRequest) -> HttpResponse:
    """Everybody, of their own, with the password once more; ten times an hour something is sent."""
    now = timezone.now()
    waiting = AddressChange.objects.waiting_at(now).filter(user=request.user).first()
    if request.method == "POST" and waiting and "stop" in request.POST:
        return _stop(request, waiting)
    if request.method == "POST" and waiting and "send" in request.POST:
        return _send(request, waiting)
    unconfirmed = EmailAddress.objects.filter(user=request.user, primary=True, verified=False).first()
    if request.method == "POST" and unconfirmed and "confirm" in request.POST:
        unconfirmed.send_confirmation(request)
        messages.success(request, _("We have sent you the link. Open it to confirm the address."))
        return redirect("people:address")
    form = AddressForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            asked = changes.ask_for_address(request.user, email=form.cleaned_data["email"], now=now)
        except Refusal as refusal:
            form.add_error("email", str(refusal))
        else:
            return _send(request, asked)
    return render(
        request, "people/address.html", {"form": form, "waiting": waiting, "unconfirmed": unconfirmed}
    )


def _send(request: HttpRequest, change: AddressChange) -> HttpResponse:
    changes.send_links(change)
    messages.success(
        request, _("We have written to both addresses. Open the link in each of the two e-mails.")
    )
    return redirect("people:address")


def _stop(request: HttpRequest, change: AddressChange) -> HttpResponse:
    try:
        changes.stop(change, now=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The change is stopped. Your address stays as it is."))
    return redirect("people:address")


@never_cache
@rate_limit(action="address_link")
def address_link(request: HttpRequest, token: str) -> HttpResponse:
    """Whoever holds the letter, signed in or not; twenty times a minute. Opening it changes nothing."""
    found = read_link(token)
    if found is None:
        raise Http404
    change, mailbox = found
    now = timezone.now()
    if request.method == "POST":
        try:
            if "stop" in request.POST:
                changes.stop(change, now=now)
            else:
                changes.agree(change, mailbox=mailbox, now=now)
        except Refusal as refusal:
            messages.error(request, str(refusal))
        return redirect("people:address_link", token)
    taken = changes.is_taken(change.new, for_user=change.user)
    standing: ChangeStanding = change.standing(mailbox, taken=taken, now=now)
    return render(
        request, "people/address_link.html", {"change": change, "mailbox": mailbox, "standing": standing}
    )
