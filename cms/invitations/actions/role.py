"""Giving roles by e-mail address, and handing them over when somebody changes post."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from cms.core.errors import NotAllowed, Refusal
from cms.core.locking import locked
from cms.invitations.accounts import account_of
from cms.invitations.actions.invitation import invite
from cms.invitations.manager_notices import tell_managers
from cms.invitations.models import Invitation
from cms.invitations.notices import tell_of_roles
from cms.invitations.role_gift import RoleGift, role_terms, take_over
from cms.networks.actions import grant_role
from cms.networks.enums import Role
from cms.networks.models import Membership, Network
from cms.networks.permissions import may_grant_roles
from cms.people.models import User

logger = logging.getLogger(__name__)


def give_roles(
    network: Network, *, email: str, roles: Iterable[Role], language: str, by: User, now: datetime
) -> User | Invitation:
    """Grants the roles at once to whoever has confirmed this address, who is told; else invites the address.

    An account that gave the address without confirming it counts as none: it may be anybody's.
    NotAllowed unless `by` manages the network.
    """
    _must_manage(network, by)
    roles, person = list(roles), account_of(email)
    if person is None:
        return _invite(network, email, roles, language=language, by=by, now=now)
    with transaction.atomic():
        new = [role for role in roles if role not in _held(network, person)]
        for role in new:
            grant_role(network, user=person, role=role, by=by, now=now)
        tell_of_roles(person, network, new, now=now)
        tell_managers(network, person, new, by=by, now=now)
    return person


def hand_over(
    network: Network,
    *,
    from_user: User,
    to: User | str,
    roles: Iterable[Role],
    language: str,
    by: User,
    now: datetime,
) -> User | Invitation:
    """Moves `from_user`'s roles to a successor, a user or an e-mail address; accounts and records stay where they are.

    A successor with an account has them at once. To an unknown address goes an invitation, and
    `from_user` keeps the roles until it is accepted: then they move in one transaction, so that
    there is no moment without anybody, and none with both. Refusal with code `not_held` or `same`.
    """
    _must_manage(network, by)
    roles = list(roles)
    if not roles or set(roles) - _held(network, from_user):
        raise Refusal(
            _("They don't hold these roles any more. Choose among those that are listed."), code="not_held"
        )
    successor = to if isinstance(to, User) else account_of(to)
    if successor == from_user:
        raise Refusal(_("This is their own address. Write that of the person who follows them."), code="same")
    if successor is None:
        return _invite(network, str(to), roles, language=language, by=by, now=now, from_user=from_user)
    with transaction.atomic():
        locked(Network.objects.filter(pk=network.pk)).get()
        take_over(network, from_user=from_user, to=successor, roles=roles, by=by, now=now)
        tell_of_roles(successor, network, roles, now=now)
        tell_managers(network, successor, roles, by=by, now=now)
    logger.info(
        "Roles handed over",
        extra={"event": "roles.handed_over", "network": network.pk, "from": from_user.pk, "to": successor.pk},
    )
    return successor


def _invite(
    network: Network,
    email: str,
    roles: list[Role],
    *,
    language: str,
    by: User,
    now: datetime,
    from_user: User | None = None,
) -> Invitation:
    terms = role_terms(roles)
    after = f" after {from_user.pk}" if from_user else ""
    invitation, _written = invite(
        network,
        email=email,
        gift=RoleGift.key,
        subject=",".join(terms["roles"]) + after,
        terms=terms,
        language=language,
        by=by,
        now=now,
        takes_over_from=from_user,
    )
    return invitation


def _must_manage(network: Network, by: User) -> None:
    if not may_grant_roles(by, network):
        raise NotAllowed(_("Only this network's managers grant roles in it."), code="not_allowed")


def _held(network: Network, user: User) -> set[str]:
    return set(Membership.objects.filter(network=network, user=user).values_list("role", flat=True))
