from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from cms.core.models import JobQuerySet, JobRow


class Notice(JobRow):
    """Something the platform tells one person, once.

    `subject` names what it is about ("release:12"), `occasion` the due date that it speaks
    of or the period; the kind's slice knows how to read `facts`, which copies what the text
    needs so that it stays true to the moment when it was written.
    """

    called = _("E-mails")

    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="notices")
    kind = models.CharField(max_length=40)
    subject = models.CharField(max_length=80)
    occasion = models.CharField(max_length=40, blank=True)
    language = models.CharField(max_length=8)
    facts = models.JSONField(default=dict)

    objects = JobQuerySet.as_manager()

    class Meta(JobRow.Meta):
        abstract = False
        constraints = [
            models.UniqueConstraint(
                fields=["recipient", "kind", "subject", "occasion"],
                name="notices_notice_told_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject}"


class AccountLetter(JobRow):
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

    class Meta(JobRow.Meta):
        abstract = False
        indexes = [*JobRow.Meta.indexes, models.Index(fields=["email"])]

    def __str__(self) -> str:
        return self.letter


class MutedKind(models.Model):
    """That somebody does not want to be written to about one kind of thing; only what is optional obeys."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="muted_kinds")
    kind = models.CharField(_("kind of notice"), max_length=40)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "kind"], name="notices_mutedkind_once")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.kind}"
