from __future__ import annotations

import logging
from typing import Any

from django.db import transaction

from cms.core.locking import locked
from cms.people.enums import ZoneSource
from cms.people.models import User
from cms.world.zones import zone_names

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
    """Changes what people say of themselves, and nothing else; returns the row as it now is.

    A time zone that is among it is theirs from now on: it is guessed no more.
    """
    if unknown := values.keys() - PROFILE:
        raise TypeError(f"not part of a profile: {', '.join(sorted(unknown))}")
    if "time_zone" in values:
        values["zone_source"] = ZoneSource.SAID
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


def guess_zone(user: User, *, zone: str) -> bool:
    """Takes over what a browser says, once, of an account whose zone nobody has said; whether it was taken.

    A zone that is not in the list is left alone: it is only a guess.
    """
    if zone not in zone_names():
        return False
    unknown = User.objects.filter(pk=user.pk, zone_source="")
    guessed = bool(unknown.update(time_zone=zone, zone_source=ZoneSource.GUESSED))
    if guessed:
        logger.info("A time zone was guessed", extra={"event": "zone.guessed", "user": user.pk})
    return guessed
