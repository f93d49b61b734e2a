"""Who may do what to whose account. Anonymous people may do nothing."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser

from cms.people.models import User

Person = User | AnonymousUser


def may_take_away_second_factor(user: Person, person: User) -> bool:
    """Central staff, of others: their own they take away in their account, with their password."""
    return may_change_accounts(user) and user.pk != person.pk


def may_change_accounts(user: Person) -> bool:
    return user.is_authenticated and user.is_active and user.is_superuser
