from __future__ import annotations

from django.contrib.auth.models import AnonymousUser

from cms.networks.enums import COHORT_CHANGING_ROLES
from cms.networks.scope import scope_of
from cms.people.models import User

# Who sees what is done in the name of their network, and may try it again.
JOB_ROLES = COHORT_CHANGING_ROLES


def may_watch(user: User | AnonymousUser) -> bool:
    """The machinery belongs to no network: central staff look after it."""
    return user.is_authenticated and user.is_active and user.is_superuser


def may_see_jobs(user: User | AnonymousUser) -> bool:
    return may_watch(user) or (user.is_authenticated and scope_of(user).holds(JOB_ROLES))
