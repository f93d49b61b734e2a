from __future__ import annotations

from django.db import models
from django.utils.translation import pgettext_lazy


class CertificateState(models.TextChoices):
    VALID = "valid", pgettext_lazy("a certificate", "valid")
    REVOKED = "revoked", pgettext_lazy("a certificate", "revoked")
    SUPERSEDED = "superseded", pgettext_lazy("a certificate", "superseded")


# One of these may stand for an enrolment and an award: who was revoked is not awarded again by itself.
STANDING_STATES = frozenset({CertificateState.VALID, CertificateState.REVOKED})
