"""Who holds which role in a network, a person a row."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from cms.networks.models import Membership, Network
from cms.people.models import User


def people_of(network: Network, *, search: str = "", role: str = "") -> QuerySet[User]:
    """People by name; `roles_held` of each are their memberships here. Two queries, however many there are."""
    held = Membership.objects.filter(network=network)
    wanted = held.filter(role=role) if role else held
    found = User.objects.filter(Exists(wanted.filter(user=OuterRef("pk"))))
    if search:
        found = found.filter(Q(display_name__icontains=search) | Q(email__icontains=search))
    return found.prefetch_related(
        Prefetch(
            "memberships", queryset=held.select_related("granted_by").order_by("role"), to_attr="roles_held"
        )
    ).order_by("display_name", "email", "pk")
