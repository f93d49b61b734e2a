from __future__ import annotations

import logging
from datetime import datetime

from django.conf import settings
from django.db import transaction

from cms.core.locking import locked
from cms.people.enums import Document
from cms.people.models import Consent, User

logger = logging.getLogger(__name__)


def give_consent(user: User, *, language: str, now: datetime) -> Consent:
    """That `user` has read the privacy notice of today, in that language; the first time stays the proof."""
    version = settings.PRIVACY_VERSION
    with transaction.atomic():
        person = locked(User.objects.filter(pk=user.pk)).get()
        consent, given = Consent.objects.get_or_create(
            user=person,
            document=Document.PRIVACY,
            version=version,
            defaults={"language": language, "given_at": now},
        )
        person.privacy_version = version
        person.save(update_fields=["privacy_version"])
    user.privacy_version = version
    if given:
        logger.info(
            "The privacy notice was read",
            extra={"event": "consent.given", "user": user.pk, "version": version},
        )
    return consent
