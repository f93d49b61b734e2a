"""Who may do what to whose account. Anonymous people may do nothing."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser

from cms.people.models import User

Person = User | AnonymousUser


def may_erase(user: Person, person: User) -> bool:
    """Everybody themselves; central staff whoever has asked them to."""
    if not user.is_authenticated or not user.is_active:
        return False
    return user.pk == person.pk or user.is_superuser


def may_take_away_second_factor(user: Person, person: User) -> bool:
    """Central staff, of others: their own they take away in their account, with their password."""
    return may_change_accounts(user) and user.pk != person.pk


def may_change_accounts(user: Person) -> bool:
    return user.is_authenticated and user.is_active and user.is_superuser
