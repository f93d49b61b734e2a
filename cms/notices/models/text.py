from __future__ import annotations

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from cms.networks.models import Network

MOST_IN_SUBJECT = 120
MOST_IN_BODY = 4000


class NoticeTextQuerySet(models.QuerySet):
    def in_use(self) -> Self:
        return self.filter(is_used=True)


class NoticeText(models.Model):
    """What a network says in a kind of notice, in one language, instead of the site's own text.

    `subject` and `body` hold the kind's words in braces. One that is not used is kept, so that going back to the
    site's text loses nothing. `version` counts the changes, so that who changes it says which text they had seen.
    """

    network = models.ForeignKey(Network, on_delete=models.CASCADE, related_name="notice_texts")
    kind = models.CharField(max_length=40)
    language = models.CharField(max_length=8)
    subject = models.CharField(_("subject"), max_length=MOST_IN_SUBJECT)
    body = models.CharField(_("text"), max_length=MOST_IN_BODY)
    is_used = models.BooleanField(default=True)
    changed_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    objects = NoticeTextQuerySet.as_manager()

    class Meta:
        verbose_name = _("text of a notice")
        verbose_name_plural = _("texts of notices")
        constraints = [
            models.UniqueConstraint(fields=["network", "kind", "language"], name="notices_noticetext_once")
        ]

    def __str__(self) -> str:
        return f"{self.kind} ({self.language})"
