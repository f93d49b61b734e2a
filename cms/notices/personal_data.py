from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from cms.core.enums import SETTLED_STATES
from cms.notices.models import AccountLetter, DeadAddress, Digest, MutedKind, Notice
from cms.people.models import User
from cms.people.records import PersonalRecords

KEPT = timedelta(days=365)
LETTERS_KEPT = timedelta(days=7)


class Notices(PersonalRecords):
    model = Notice
    title = _("What we wrote to you")
    purpose = _("So that nothing is told twice, and you can see what was told.")
    kept = _("A year after it was sent.")
    of_person = ("recipient",)
    fields = ("kind", "language", "state", "due_at", "done_at", "read_at", "facts")
    deleted_on_erasure = True

    @classmethod
    def forget(cls, now: datetime) -> int:
        old = Notice.objects.filter(state__in=SETTLED_STATES, due_at__lt=now - KEPT)
        return old.delete()[0]


class Digests(PersonalRecords):
    model = Digest
    title = _("Daily e-mails to you")
    purpose = _("So that there is at most one a day.")
    kept = _("A year after it was sent.")
    of_person = ("recipient",)
    fields = ("day", "state", "done_at")
    deleted_on_erasure = True

    @classmethod
    def forget(cls, now: datetime) -> int:
        old = Digest.objects.filter(state__in=SETTLED_STATES, due_at__lt=now - KEPT)
        return old.delete()[0]


class AccountLetters(PersonalRecords):
    """They may go to addresses that no account has, and are then nobody's."""

    model = AccountLetter
    title = _("E-mails about your account")
    purpose = _("So that a letter reaches you even when the mail server is away for a while.")
    kept = _("A week; the text only until it is sent.")
    fields = ("subject", "state", "due_at", "done_at")
    deleted_on_erasure = True

    @classmethod
    def rows(cls, user: User) -> QuerySet[AccountLetter]:
        return AccountLetter.objects.filter(email__iexact=user.email).order_by("pk")

    @classmethod
    def forget(cls, now: datetime) -> int:
        """Unsent ones too: what their links open is closed by then."""
        return AccountLetter.objects.filter(created_at__lt=now - LETTERS_KEPT).delete()[0]


class DeadAddresses(PersonalRecords):
    """They may be of addresses that no account has, and are then nobody's."""

    model = DeadAddress
    title = _("That e-mail does not reach you")
    purpose = _("So that we don’t write again and again to an address that does not exist.")
    kept = _("Until you change the address, or a year.")
    of_person = ()
    fields = ("email", "since", "answer")
    deleted_on_erasure = True

    @classmethod
    def rows(cls, user: User) -> QuerySet[DeadAddress]:
        return DeadAddress.objects.filter(email=user.email.lower()).order_by("pk")

    @classmethod
    def forget(cls, now: datetime) -> int:
        return DeadAddress.objects.filter(since__lt=now - KEPT).delete()[0]


class MutedKinds(PersonalRecords):
    model = MutedKind
    title = _("Notices that you have switched off")
    purpose = _("So that we don’t write to you about them.")
    kept = _("Until you switch them on again or erase your account.")
    fields = ("kind",)
    deleted_on_erasure = True
