from __future__ import annotations

import logging
from typing import Any

from django.db import transaction

from cms.core.locking import locked
from cms.people.models import User

logger = logging.getLogger(__name__)

PROFILE = frozenset(
    {
        "display_name",
        "certificate_name",
        "language",
        "time_zone",
        "country",
        "role",
        "legal_system",
        "data_saver",
    }
)


def change_profile(user: User, **values: Any) -> User:
    """Changes what people say of themselves, and nothing else; returns the row as it now is."""
    if unknown := values.keys() - PROFILE:
        raise TypeError(f"not part of a profile: {', '.join(sorted(unknown))}")
    with transaction.atomic():
        person = locked(User.objects.filter(pk=user.pk)).get()
        for name, value in values.items():
            setattr(person, name, value)
        person.clean_fields(exclude={field.name for field in User._meta.fields} - values.keys())
        person.save(update_fields=list(values))
    logger.info(
        "A profile was changed",
        extra={"event": "profile_changed", "user_id": person.pk},
    )
    return person
