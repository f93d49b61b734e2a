from __future__ import annotations

from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cms.core.enums import JobState
from cms.core.models import JobQuerySet
from cms.core.saying import say_date
from cms.networks.models import Network
from cms.notices.enums import Urgency
from cms.notices.models.mail import MailJob
from cms.people.models import User

# What waits for its recipient's next daily e-mail.
TO_GATHER = Q(urgency=Urgency.MAY_WAIT, digest__isnull=True, state=JobState.WAITING)
# What goes out by itself.
TO_SEND = Q(state=JobState.WAITING) & ~Q(urgency=Urgency.MAY_WAIT)


class NoticeQuerySet(JobQuerySet):
    def claimable_at(self, now: datetime) -> Self:
        """As for every job; what may wait goes out by its digest."""
        return super().claimable_at(now).filter(TO_SEND)

    def later_at(self, now: datetime) -> Self:
        """What waits for a daily e-mail of its recipient is not due by itself."""
        return self.filter(Q(urgency=Urgency.MAY_WAIT) | Q(due_at__gt=now), state=JobState.WAITING)

    def to_gather_at(self, now: datetime) -> Self:
        return self.filter(TO_GATHER, due_at__lte=now)

    def of(self, user: User) -> Self:
        """What a person was told, or would have been by e-mail, had they not switched it off."""
        return self.filter(recipient=user) if user.is_authenticated else self.none()

    def unread(self) -> Self:
        return self.filter(read_at__isnull=True)


class Digest(MailJob):
    """The one e-mail of a recipient's day, by their own calendar, with what may wait in it."""

    called = _("Daily e-mails")
    named = ("recipient",)
    subject_paths = ("recipient",)

    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="digests")
    day = models.DateField()

    objects = JobQuerySet.as_manager()

    class Meta(MailJob.Meta):
        abstract = False
        constraints = [models.UniqueConstraint(fields=["recipient", "day"], name="notices_digest_once_a_day")]

    def __str__(self) -> str:
        return f"{self.recipient_id} {self.day}"

    @property
    def about(self) -> tuple[str, ...]:
        return self.recipient.get_full_name(), say_date(self.day)

    def parts(self) -> JobQuerySet:
        return Notice.objects.filter(digest=self)


class Notice(MailJob):
    """Something the platform tells one person, once.

    `subject` names what it is about ("release:12"), `occasion` the due date that it speaks
    of or the period; the kind's slice knows how to read `facts`, which copies what the text
    needs so that it stays true to the moment when it was written. `network` is the one in whose
    name it is told. It stands in the recipient's list whether or not an e-mail goes out.
    """

    called = _("E-mails")
    named = ("recipient",)
    network_path = "network"
    subject_paths = ("recipient",)

    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="notices")
    kind = models.CharField(max_length=40)
    subject = models.CharField(max_length=80)
    occasion = models.CharField(max_length=40, blank=True)
    language = models.CharField(max_length=8)
    facts = models.JSONField(default=dict)
    network = models.ForeignKey(Network, null=True, on_delete=models.PROTECT, related_name="+")
    urgency = models.CharField(max_length=8, choices=Urgency, default=Urgency.AT_ONCE)
    digest = models.ForeignKey(Digest, null=True, on_delete=models.SET_NULL, related_name="notices")
    read_at = models.DateTimeField(null=True)

    objects = NoticeQuerySet.as_manager()

    class Meta(MailJob.Meta):
        abstract = False
        indexes = [
            models.Index(fields=["state", "due_at", "id"], name="notices_notice_listed"),
            models.Index(fields=["due_at"], condition=TO_SEND, name="notices_notice_to_send"),
            models.Index(fields=["due_at"], condition=TO_GATHER, name="notices_notice_to_gather"),
            models.Index(
                fields=["recipient"], condition=Q(read_at__isnull=True), name="notices_notice_unread"
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["recipient", "kind", "subject", "occasion"],
                name="notices_notice_told_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject}"

    @property
    def about(self) -> tuple[str, ...]:
        from cms.notices.kinds import name_of_kind  # noqa: PLC0415 -- kinds speak of notices

        return self.recipient.get_full_name(), name_of_kind(self.kind)

    def revived(self) -> dict[str, object]:
        """What may wait is gathered anew."""
        return super().revived() | {"digest": None}
