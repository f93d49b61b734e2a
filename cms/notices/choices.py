"""Which of the optional kinds somebody is written to about; in their list on the site stands everything."""

from __future__ import annotations

import logging
from collections.abc import Collection

from django.db import models, transaction
from django.utils.translation import gettext_noop

from cms.core.locking import locked
from cms.networks.models import Membership
from cms.notices.kinds import Kind, kind_of, optional_kinds
from cms.notices.models import MutedKind
from cms.people.models import User

logger = logging.getLogger(__name__)

# As jobs keep their reasons: in English, and said in the language of whoever reads it.
SWITCHED_OFF = gettext_noop("They have switched this kind of notice off.")


def offered_kinds(person: User) -> dict[str, Kind]:
    """The optional kinds that somebody with their roles may ever be told of; one query."""
    held = set(Membership.objects.of(person).values_list("role", flat=True))
    return {key: kind for key, kind in optional_kinds().items() if not kind.told_to or kind.told_to & held}


def muted_by(person: str, *, kind: str) -> models.Exists | models.Value:
    """For annotations: whether whom the column `person` names has switched the e-mails of this kind off."""
    if not kind_of(kind).optional:
        return models.Value(False)
    return models.Exists(MutedKind.objects.filter(user=models.OuterRef(person), kind=kind))


def is_muted(person: User, *, kind: str) -> bool:
    return bool(kind_of(kind).optional) and MutedKind.objects.filter(user=person, kind=kind).exists()


def choose_kinds(person: User, *, wanted: Collection[str]) -> None:
    """From now on `person` gets e-mails of these of the kinds that they are offered, and of no other of them.

    TypeError for a kind that they are not offered.
    """
    offered = offered_kinds(person).keys()
    if unknown := set(wanted) - offered:
        raise TypeError(f"not offered: {', '.join(sorted(unknown))}")
    with transaction.atomic():
        locked(User.objects.filter(pk=person.pk)).get()
        MutedKind.objects.filter(user=person, kind__in=offered).delete()
        MutedKind.objects.bulk_create(
            MutedKind(user=person, kind=kind) for kind in offered if kind not in wanted
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
