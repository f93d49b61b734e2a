"""The links by which a mailbox agrees to a change of address: signed, so that only who got the letter has it."""

from __future__ import annotations

from django.conf import settings
from django.core import signing
from django.urls import reverse

from cms.people.enums import Mailbox
from cms.people.models import AddressChange

_SALT = "people.address_change"


def link_for(change: AddressChange, mailbox: Mailbox) -> str:
    token = signing.dumps([change.pk, mailbox], salt=_SALT)
    return settings.SITE_URL.rstrip("/") + reverse("people:address_link", args=[token])


def read_link(token: str) -> tuple[AddressChange, Mailbox] | None:
    """The change and whose link it is; None for a link of nobody's making. How old it is, the change knows."""
    try:
        pk, mailbox = signing.loads(token, salt=_SALT)
    except signing.BadSignature:
        return None
    change = AddressChange.objects.select_related("user").filter(pk=pk).first()
    return (change, Mailbox(mailbox)) if change else None
