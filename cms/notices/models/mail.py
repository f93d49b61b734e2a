from __future__ import annotations

from typing import ClassVar

from django.db import models

from cms.core.models import JobRow


class MailJob(JobRow):
    """An e-mail as a job.

    `in_doubt_at` is set when the letter is handed over and taken back when the server has answered: where it stays,
    a connection broke or a worker died in between, and the letter may have arrived twice.
    """

    # Columns that every letter names, read with one query for many.
    named: ClassVar[tuple[str, ...]] = ()

    in_doubt_at = models.DateTimeField(null=True, editable=False)

    class Meta(JobRow.Meta):
        abstract = True


class MailRoute(models.Model):
    """The way to one domain, or with an empty name to our mail server: how much went there, and until when it rests.

    `sent` counts since `minute`; `pauses` counts those in a row, by which each is longer than the one before.
    """

    domain = models.CharField(max_length=255, primary_key=True)
    minute = models.DateTimeField(null=True)
    sent = models.PositiveIntegerField(default=0)
    paused_until = models.DateTimeField(null=True)
    pauses = models.PositiveSmallIntegerField(default=0)

    def __str__(self) -> str:
        return self.domain


class DeadAddress(models.Model):
    """An address, in lower case, whose server has said for good that nobody is there."""

    email = models.EmailField(unique=True)
    since = models.DateTimeField()
    answer = models.TextField()

    def __str__(self) -> str:
        return f"{self.pk}"
