"""Which of the optional kinds somebody is written to about; in their list on the site stands everything."""

from __future__ import annotations

import logging
from collections.abc import Collection

from django.db import models, transaction

from cms.core.locking import locked
from cms.notices.kinds import kind_of, optional_kinds
from cms.notices.models import MutedKind
from cms.people.models import User

logger = logging.getLogger(__name__)


def muted_by(person: str, *, kind: str) -> models.Exists | models.Value:
    """For annotations: whether whom the column `person` names has switched the e-mails of this kind off."""
    if not kind_of(kind).optional:
        return models.Value(False)
    return models.Exists(MutedKind.objects.filter(user=models.OuterRef(person), kind=kind))


def is_muted(person: User, *, kind: str) -> bool:
    return bool(kind_of(kind).optional) and MutedKind.objects.filter(user=person, kind=kind).exists()


def choose_kinds(person: User, *, wanted: Collection[str]) -> None:
    """From now on `person` gets e-mails of these of the optional kinds, and of no other of them.

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


def switch_off(person: User, *, kind: str) -> None:
    """No more e-mails of this kind; nothing happens where it is switched off, or can't be."""
    if kind not in optional_kinds():
        return
    _row, switched = MutedKind.objects.get_or_create(user=person, kind=kind)
    if switched:
        logger.info(
            "Notices switched off",
            extra={"event": "notices.switched_off", "user": person.pk, "kind": kind},
        )


def switch_on(person: User, *, kind: str) -> None:
    MutedKind.objects.filter(user=person, kind=kind).delete()
