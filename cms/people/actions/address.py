"""Another e-mail address: asked for, agreed to by both mailboxes, stopped by either.

ask ──► waiting ──old and new agree──► done
           │ └── three days ──► too old: ask again
           └── the old mailbox or the person stops it ──► stopped
"""

from __future__ import annotations

import logging
from datetime import datetime
from functools import partial

from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from cms.core.errors import Refusal
from cms.core.locking import locked
from cms.people.address_links import link_for
from cms.people.enums import AddressChangeState, ChangeStanding, Mailbox
from cms.people.letters import send_letter
from cms.people.models import AddressChange, AddressChangeQuerySet, User

logger = logging.getLogger(__name__)


def is_taken(email: str, *, for_user: User) -> bool:
    """Whether another account signs in with the address."""
    others = User.objects.exclude(pk=for_user.pk).filter(email__iexact=email)
    confirmed = EmailAddress.objects.exclude(user=for_user).filter(email__iexact=email, verified=True)
    return others.exists() or confirmed.exists()


def ask_for_address(user: User, *, email: str, now: datetime) -> AddressChange:
    """The wish, which replaces one that is still waiting; `send_links` must follow.

    Whether the address is another account's is told to that mailbox alone: nobody learns here who has one.
    """
    email = email.strip().lower()
    with transaction.atomic():
        person = locked(User.objects.filter(pk=user.pk)).get()
        if email == person.email.lower():
            raise Refusal(
                _("This is your address already; small and capital letters make no difference."),
                code="same_address",
            )
        _waiting(person).update(state=AddressChangeState.STOPPED, settled_at=now)
        change = AddressChange.objects.create(user=person, old=person.email, new=email, asked_at=now)
    _log(change, "asked")
    return change


def send_links(change: AddressChange) -> None:
    """Writes to both mailboxes."""
    language, words = change.user.language, {"old": change.old, "new": change.new}
    taken = is_taken(change.new, for_user=change.user)
    new = {} if taken else {"link": link_for(change, Mailbox.NEW)}
    send_letter(
        f"account/email/address_{'taken' if taken else 'new'}", to=change.new, language=language, **new
    )
    send_letter(
        "account/email/address_old",
        to=change.old,
        language=language,
        link=link_for(change, Mailbox.OLD),
        **words,
    )


def agree(change: AddressChange, *, mailbox: Mailbox, now: datetime) -> AddressChange:
    """One mailbox says yes, once or again; with the second yes the address is changed and the old one told.

    Refusal `stopped`, `expired` or `taken`.
    """
    try:
        with transaction.atomic():
            change = _locked(change)
            standing = change.standing(mailbox, taken=is_taken(change.new, for_user=change.user), now=now)
            if standing in (ChangeStanding.AGREED, ChangeStanding.DONE):
                return change
            _refuse_unless_open(standing)
            setattr(change, f"{mailbox}_agreed_at", now)
            change.save(update_fields=[f"{mailbox}_agreed_at"])
            if change.has_agreed(Mailbox.OLD) and change.has_agreed(Mailbox.NEW):
                _take_effect(change, now=now)
    except IntegrityError as problem:
        raise _refusal(ChangeStanding.TAKEN) from problem
    _log(change, "changed" if change.state == AddressChangeState.DONE else "agreed")
    return change


def stop(change: AddressChange, *, now: datetime) -> AddressChange:
    """Nothing changes, then or later; stopping twice is stopping once. Refusal `done`."""
    with transaction.atomic():
        change = _locked(change)
        if change.state == AddressChangeState.DONE:
            raise _refusal(ChangeStanding.DONE)
        if change.state == AddressChangeState.STOPPED:
            return change
        change.state, change.settled_at = AddressChangeState.STOPPED, now
        change.save(update_fields=["state", "settled_at"])
    _log(change, "stopped")
    return change


def follow_address(person: User, *, by: User, now: datetime) -> bool:
    """After central staff wrote another address into an account: it is confirmed at the next sign-in, the old one told."""
    with transaction.atomic():
        person = locked(User.objects.filter(pk=person.pk)).get()
        kept = EmailAddress.objects.filter(user=person, primary=True).first()
        if kept is None or kept.email == person.email.lower():
            return False
        _waiting(person).update(state=AddressChangeState.STOPPED, settled_at=now)
        _replace_addresses(person, verified=False)
        transaction.on_commit(partial(_tell_old, person, old=kept.email))
    logger.info(
        "An address was changed by central staff",
        extra={"event": "address.changed_by_staff", "user": person.pk, "by": by.pk},
    )
    return True


def _locked(change: AddressChange) -> AddressChange:
    """The account first, as everywhere, so that two links pressed at once wait for each other."""
    person = locked(User.objects.filter(pk=change.user_id)).get()
    change = locked(AddressChange.objects.filter(pk=change.pk)).get()
    change.user = person
    return change


def _waiting(person: User) -> AddressChangeQuerySet:
    return AddressChange.objects.filter(user=person, state=AddressChangeState.WAITING)


def _take_effect(change: AddressChange, *, now: datetime) -> None:
    person = change.user
    old, person.email = person.email, change.new
    person.save(update_fields=["email"])
    _replace_addresses(person, verified=True)
    change.state, change.settled_at = AddressChangeState.DONE, now
    change.save(update_fields=["state", "settled_at"])
    transaction.on_commit(partial(_tell_old, person, old=old))


def _replace_addresses(person: User, *, verified: bool) -> None:
    """allauth's rows: the address of the account and no other."""
    EmailAddress.objects.filter(user=person).delete()
    EmailAddress.objects.create(user=person, email=person.email.lower(), primary=True, verified=verified)


def _tell_old(person: User, *, old: str) -> None:
    words = {"from_email": old, "to_email": person.email}
    send_letter("account/email/email_changed", to=old, language=person.language, **words)


def _refuse_unless_open(standing: ChangeStanding) -> None:
    if standing != ChangeStanding.OPEN:
        raise _refusal(standing)


def _refusal(standing: ChangeStanding) -> Refusal:
    sentences = {
        ChangeStanding.STOPPED: _("This change was stopped. Nothing was changed."),
        ChangeStanding.EXPIRED: _("This link is older than three days. Ask for the change once more."),
        ChangeStanding.TAKEN: _("Another account uses this address by now. Choose another one."),
        ChangeStanding.DONE: _(
            "The address is changed already. To change it back, ask for it in your account."
        ),
    }
    return Refusal(sentences[standing], code=standing)


def _log(change: AddressChange, what: str) -> None:
    logger.info(
        "A change of address went on",
        extra={"event": f"address.{what}", "change": change.pk, "user": change.user_id},
    )
