from __future__ import annotations

from datetime import datetime, timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from cms.people.enums import AddressChangeState, ChangeStanding, Mailbox

LASTS = timedelta(days=3)


class AddressChangeQuerySet(models.QuerySet):
    def waiting_at(self, now: datetime) -> Self:
        return self.filter(state=AddressChangeState.WAITING, asked_at__gt=now - LASTS)


class AddressChange(models.Model):
    """A wish for another e-mail address. It comes true once both mailboxes have agreed, and not before."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="address_changes"
    )
    old = models.EmailField()
    new = models.EmailField()
    state = models.CharField(
        max_length=8, choices=AddressChangeState, default=AddressChangeState.WAITING, editable=False
    )
    asked_at = models.DateTimeField()
    old_agreed_at = models.DateTimeField(null=True, editable=False)
    new_agreed_at = models.DateTimeField(null=True, editable=False)
    settled_at = models.DateTimeField(null=True, editable=False)

    objects = AddressChangeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=Q(state="waiting"), name="people_addresschange_one_waits"
            ),
            models.CheckConstraint(
                condition=Q(state__in=AddressChangeState.values), name="people_addresschange_state"
            ),
            models.CheckConstraint(
                condition=~Q(state="done") | Q(old_agreed_at__isnull=False, new_agreed_at__isnull=False),
                name="people_addresschange_both_agreed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.state}"

    def has_agreed(self, mailbox: Mailbox) -> bool:
        return (self.old_agreed_at if mailbox == Mailbox.OLD else self.new_agreed_at) is not None

    def is_expired(self, now: datetime) -> bool:
        return self.state == AddressChangeState.WAITING and now >= self.asked_at + LASTS

    def standing(self, mailbox: Mailbox, *, taken: bool, now: datetime) -> ChangeStanding:
        """`taken`: whether the new address is another account's by now."""
        if self.state != AddressChangeState.WAITING:
            return ChangeStanding(self.state)
        if self.is_expired(now):
            return ChangeStanding.EXPIRED
        if taken:
            return ChangeStanding.TAKEN
        return ChangeStanding.AGREED if self.has_agreed(mailbox) else ChangeStanding.OPEN
