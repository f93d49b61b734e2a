from __future__ import annotations

from django.conf import settings
from django.db import models

from cms.people.enums import Document


class Consent(models.Model):
    """That somebody has read a document, in which version and language, and when: kept as proof, never changed."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="consents")
    document = models.CharField(max_length=12, choices=Document)
    version = models.CharField(max_length=12)
    language = models.CharField(max_length=8)
    given_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "document", "version"], name="people_consent_once_a_version"
            ),
            models.CheckConstraint(
                condition=models.Q(document__in=Document.values), name="people_consent_document"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.document} {self.version}"
