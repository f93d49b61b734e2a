from __future__ import annotations

from django.contrib.auth.models import AnonymousUser

from cms.people.models import User


def may_watch(user: User | AnonymousUser) -> bool:
    """The machinery belongs to no network: central staff look after it."""
    return user.is_authenticated and user.is_active and user.is_superuser
