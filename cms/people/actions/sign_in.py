from __future__ import annotations

import logging
from datetime import datetime
from importlib import import_module

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import transaction

from cms.core.locking import locked
from cms.people.devices import browser_and_system
from cms.people.models import SignIn, User

logger = logging.getLogger(__name__)


def note_seen(user: User, *, session_key: str, agent: str, now: datetime) -> None:
    """Notes that the session was used; one that has ended meanwhile is not brought back."""
    browser, system = browser_and_system(agent)
    if SignIn.objects.filter(session_id=session_key, user=user).update(
        seen_at=now, browser=browser, system=system
    ):
        return
    said = {"user": user, "browser": browser, "system": system, "since": now, "seen_at": now}
    with transaction.atomic():
        if session := locked(Session.objects.filter(session_key=session_key)).first():
            SignIn.objects.update_or_create(session=session, defaults=said)


def end_sign_in(sign_in: SignIn) -> None:
    """Whoever uses that browser must sign in again."""
    _end(sign_in)
    logger.info("A sign-in was ended", extra={"event": "sign_in.ended", "user": sign_in.user_id})


def end_other_sign_ins(user: User, *, keep: str | None) -> int:
    """Ends all but the session `keep`; returns how many."""
    others = list(SignIn.objects.filter(user=user).exclude(session_id=keep))
    for sign_in in others:
        _end(sign_in)
    if others:
        logger.info(
            "Other sign-ins were ended",
            extra={"event": "sign_in.others_ended", "user": user.pk, "count": len(others)},
        )
    return len(others)


def _end(sign_in: SignIn) -> None:
    """By the store, since a session may lie in the cache too; its row takes ours with it."""
    import_module(settings.SESSION_ENGINE).SessionStore(sign_in.session_id).delete()
