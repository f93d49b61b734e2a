"""The pages of whoever is invited.

The link holds the secret; it is opened once, the session keeps its hash, and every further
address is without it: no log and no page that is linked to ever sees it. Who has the link may
use the invitation, with whatever account they choose.
"""

from __future__ import annotations

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from cms.core.errors import Refusal
from cms.invitations import actions
from cms.invitations.accounts import account_of, confirmed_addresses
from cms.invitations.enums import InvitationState
from cms.invitations.gifts import gifts
from cms.invitations.models import Invitation
from cms.invitations.tokens import hash_of

SESSION_KEY = "invitation"


@never_cache
@require_GET
def open_link(request: HttpRequest, token: str) -> HttpResponse:
    """For anybody. What the link is worth is said on the next page."""
    request.session[SESSION_KEY] = hash_of(token)
    return redirect("invitations:invitation")


@never_cache
@require_GET
def invitation(request: HttpRequest) -> HttpResponse:
    """For anybody who has opened a link in this session."""
    return _page(request, _opened(request))


@login_required
@require_POST
def accept(request: HttpRequest) -> HttpResponse:
    opened = _opened(request)
    if opened is None:
        return _page(request, None)
    try:
        accepted = actions.accept(opened, user=request.user, now=timezone.now())
    except Refusal as refusal:
        return _page(request, _opened(request), sentence=str(refusal))
    request.session.pop(SESSION_KEY, None)
    messages.success(request, _("Welcome. You have accepted the invitation."))
    return redirect(gifts()[accepted.gift].onward(accepted))


@require_POST
def sign_up(request: HttpRequest) -> HttpResponse:
    """The link came to the invited address by e-mail, so an account made with it needs no other confirmation."""
    opened = _opened(request)
    if opened is None or request.user.is_authenticated or not _is_waiting(opened):
        return redirect("invitations:invitation")
    get_adapter().stash_verified_email(request, opened.email)
    return redirect(f"{reverse('account_signup')}?next={reverse('invitations:invitation')}")


@require_POST
def switch(request: HttpRequest) -> HttpResponse:
    """Signs out whoever is signed in and keeps the invitation, for the one whom it was sent to."""
    kept = request.session.get(SESSION_KEY)
    logout(request)
    if kept:
        request.session[SESSION_KEY] = kept
    return redirect("invitations:invitation")


@login_required
@require_GET
def mine(request: HttpRequest, invitation_id: int) -> HttpResponse:
    """Without the link, for who has confirmed the invited address: the letter may never have reached them."""
    own = Invitation.all_objects.open().filter(email__in=confirmed_addresses(request.user))
    found = get_object_or_404(own, pk=invitation_id)
    request.session[SESSION_KEY] = found.token_hash
    return redirect("invitations:invitation")


def _opened(request: HttpRequest) -> Invitation | None:
    kept = request.session.get(SESSION_KEY)
    rows = Invitation.all_objects.select_related("network", "invited_by", "accepted_by")
    return rows.filter(token_hash=kept).first() if kept else None


def _is_waiting(opened: Invitation) -> bool:
    return opened.state_at(timezone.now()) == InvitationState.WAITING


def _page(request: HttpRequest, opened: Invitation | None, *, sentence: str = "") -> HttpResponse:
    if opened is None:
        return render(request, "invitations/none.html", status=404)
    state, person = opened.state_at(timezone.now()), request.user
    gift = gifts()[opened.gift]
    used = state == InvitationState.USED
    void = "" if used else gift.void(opened)
    context = {
        "invitation": opened,
        "network": opened.network,
        "state": "void" if void else state.value,
        "void": void,
        "sentence": "" if sentence == void else sentence,
        "offer": gift.offer(opened),
        "onward": gift.onward(opened),
        "used_by_me": used and opened.accepted_by_id == person.pk,
        "theirs": person.is_authenticated and opened.email in confirmed_addresses(person),
        "has_account": account_of(opened.email) is not None,
    }
    return render(request, "invitations/invitation.html", context, status=409 if sentence else 200)
