"""Which of the optional kinds somebody is told of."""

from __future__ import annotations

import logging
from collections.abc import Collection

from django.db import models, transaction

from cms.core.locking import locked
from cms.notices.kinds import kind_of, optional_kinds
from cms.notices.models import MutedKind
from cms.people.models import User

logger = logging.getLogger(__name__)


def who_want(people: models.QuerySet[User], *, kind: str) -> models.QuerySet[User]:
    if not kind_of(kind).optional:
        return people
    muted = MutedKind.objects.filter(user=models.OuterRef("pk"), kind=kind)
    return people.filter(~models.Exists(muted))


def is_muted(person: User, *, kind: str) -> bool:
    return bool(kind_of(kind).optional) and MutedKind.objects.filter(user=person, kind=kind).exists()


def choose_kinds(person: User, *, wanted: Collection[str]) -> None:
    """From now on `person` is told of these of the optional kinds, and of no other of them.

    TypeError for a kind that nobody can switch off.
    """
    optional = optional_kinds().keys()
    if unknown := set(wanted) - optional:
        raise TypeError(f"not optional: {', '.join(sorted(unknown))}")
    with transaction.atomic():
        locked(User.objects.filter(pk=person.pk)).get()
        MutedKind.objects.filter(user=person).delete()
        MutedKind.objects.bulk_create(
            MutedKind(user=person, kind=kind) for kind in optional if kind not in wanted
        )
    logger.info(
        "Notices chosen", extra={"event": "notices.chosen", "user": person.pk, "wanted": sorted(wanted)}
    )
