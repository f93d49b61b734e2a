from __future__ import annotations

from datetime import datetime, timedelta

from cms.people.enums import AccessKind
from cms.people.models import DataAccess, User

SEEN_AGAIN_AFTER = timedelta(hours=1)
EACH_COUNTS = frozenset({AccessKind.EXPORT, AccessKind.VIEW_AS})


def log_access(
    actor: User,
    *,
    kind: AccessKind,
    subject: User | None = None,
    about: str = "",
    reason: str = "",
    now: datetime,
) -> None:
    """Keeps who saw whose data; looking again within the hour is the same look, each of EACH_COUNTS is its own.

    Not a record of one's own: who looks at themselves is not logged.
    """
    if subject is not None and subject.pk == actor.pk:
        return
    same = DataAccess.objects.filter(actor=actor, kind=kind, subject=subject, about=about)
    if kind not in EACH_COUNTS and same.filter(at__gt=now - SEEN_AGAIN_AFTER).exists():
        return
    DataAccess.objects.create(actor=actor, kind=kind, subject=subject, about=about, reason=reason, at=now)
