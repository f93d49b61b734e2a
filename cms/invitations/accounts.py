"""Whose an address is: only an address that was confirmed says so."""

from __future__ import annotations

from allauth.account.models import EmailAddress

from cms.people.models import User


def normal(email: str) -> str:
    """As addresses are kept and compared: small letters, nothing around."""
    return email.strip().lower()


def account_of(email: str) -> User | None:
    """The open account that has confirmed this address."""
    return _account(email, verified=True)


def unconfirmed_account_of(email: str) -> User | None:
    """The open account that gave this address and never confirmed it, where nobody else has."""
    return None if account_of(email) else _account(email, verified=False)


def confirmed_addresses(user: User) -> list[str]:
    verified = EmailAddress.objects.filter(user=user, verified=True)
    return [normal(email) for email in verified.values_list("email", flat=True)]


def _account(email: str, *, verified: bool) -> User | None:
    address = (
        EmailAddress.objects.filter(email__iexact=normal(email), verified=verified, user__is_active=True)
        .select_related("user")
        .order_by("-primary", "pk")
        .first()
    )
    return address.user if address else None
