from __future__ import annotations

from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from cms.core.models import JobQuerySet
from cms.notices.models.mail import MailJob


class AccountLetter(MailJob):
    """An e-mail of the account pages, such as the link that confirms an address.

    It is written as it is to be read, since what its link opens can't be made again, and sealed, since whoever
    reads the link is let in; once settled for good nothing of it is left.
    """

    called = _("E-mails about accounts")

    email = models.EmailField()
    letter = models.CharField(max_length=80, help_text="its template")
    subject = models.CharField(max_length=300)
    sealed = models.TextField(blank=True, help_text="the text, sealed; empty once it was sent")

    objects = JobQuerySet.as_manager()

    class Meta(MailJob.Meta):
        abstract = False
        indexes = [*MailJob.Meta.indexes, models.Index(fields=["email"])]

    def __str__(self) -> str:
        return self.letter

    @property
    def about(self) -> tuple[str, ...]:
        return self.email, self.subject

    @property
    def is_revivable(self) -> bool:
        return super().is_revivable and bool(self.sealed)

    def cancelled(self, *, now: datetime) -> dict[str, object]:
        return super().cancelled(now=now) | {"sealed": ""}
