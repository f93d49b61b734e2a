"""Answering for an address whose owner can't get our mail."""

from __future__ import annotations

import logging
from datetime import datetime

from allauth.account.models import EmailAddress
from django.db import transaction
from django.utils.translation import gettext as _

from cms.core.errors import NotAllowed, Refusal
from cms.core.locking import locked
from cms.invitations.accounts import account_of, unconfirmed_account_of
from cms.invitations.models import Invitation, Vouching
from cms.invitations.notices import tell_of_vouching
from cms.invitations.permissions import may_be_vouched_for, may_handle
from cms.people.models import User

logger = logging.getLogger(__name__)


def vouch(invitation: Invitation, *, reason: str, by: User, now: datetime) -> Vouching:
    """Marks the invited address as confirmed for the account that gave it, and writes down who said so, and why.

    For those only whom the network of `by` has invited, and for nobody who holds a role in
    another network. The address itself is written to, in case that it is somebody else's.
    NotAllowed, or Refusal with code `reason`, `closed`, `confirmed`, `no_account` or `elsewhere`.
    """
    if not may_handle(by, invitation):
        raise NotAllowed(_("Your roles in this network don't let you handle this."), code="not_allowed")
    reason = reason.strip()
    if not reason:
        raise Refusal(
            _("Say how you know that the address is theirs: it is kept with your name."), code="reason"
        )
    with transaction.atomic():
        invitation = locked(Invitation.all_objects.select_related("network").filter(pk=invitation.pk)).get()
        person = _whom(invitation)
        address = locked(EmailAddress.objects.filter(user=person, email__iexact=invitation.email)).get()
        address.verified = True
        address.save(update_fields=["verified"])
        address.set_as_primary(conditional=True)
        vouching = Vouching.objects.create(
            user=person,
            email=invitation.email,
            invitation=invitation,
            reason=reason,
            vouched_by=by,
            vouched_at=now,
        )
        tell_of_vouching(vouching, now=now)
    logger.info(
        "Address vouched for",
        extra={"event": "address.vouched_for", "invitation": invitation.pk, "user": person.pk, "by": by.pk},
    )
    return vouching


def _whom(invitation: Invitation) -> User:
    if not invitation.is_open:
        raise Refusal(
            _("This invitation was used or taken back; there is nothing to vouch for."), code="closed"
        )
    if account_of(invitation.email) is not None:
        raise Refusal(_("This address is confirmed already."), code="confirmed")
    person = unconfirmed_account_of(invitation.email)
    if person is None:
        raise Refusal(
            _("Nobody has an account with this address yet. Ask them to create one first."), code="no_account"
        )
    if not may_be_vouched_for(person, invitation.network):
        raise Refusal(
            _("They work for another network too. Ask central staff to help them in."), code="elsewhere"
        )
    return person
