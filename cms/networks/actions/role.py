"""Who holds which role: granting, withdrawing, moving roles from one person to another."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from cms.core.errors import NotAllowed, Refusal
from cms.core.locking import locked
from cms.networks.enums import Role
from cms.networks.models import Membership, Network, RoleGroup
from cms.networks.permissions import may_found_networks, may_grant_roles
from cms.people.models import User

logger = logging.getLogger(__name__)


def grant_role(network: Network, *, user: User, role: Role, by: User, now: datetime) -> Membership:
    """Gives `user` the role and puts them into its group; granting twice is granting once."""
    with transaction.atomic():
        locked(Network.objects.filter(pk=network.pk)).get()
        _must_manage(network, by)
        return _grant(network, user, role, by=by, now=now)


def withdraw_role(network: Network, *, user: User, role: Role, by: User, now: datetime) -> None:
    """Takes the role from `user` and takes them out of its group; what isn't held is withdrawn already.

    It holds from the person's next request. Refusal with code `last_manager` unless `by` is
    central staff, for a network without a manager can't help itself.
    """
    with transaction.atomic():
        locked(Network.objects.filter(pk=network.pk)).get()
        _must_manage(network, by)
        if role == Role.MANAGER and not may_found_networks(by):
            _refuse_if_last_manager(network, user)
        _withdraw(network, user, role, by=by)


def move_roles(
    network: Network, *, from_user: User, to: User, roles: Iterable[Role], by: User, now: datetime
) -> None:
    """Grants `to` the roles and withdraws from `from_user` those of them that they still hold, at once.

    NotAllowed unless `by` manages the network when it begins; they may be `from_user` themselves.
    """
    with transaction.atomic():
        locked(Network.objects.filter(pk=network.pk)).get()
        _must_manage(network, by)
        for role in roles:
            _grant(network, to, role, by=by, now=now)
            _withdraw(network, from_user, role, by=by)


def _must_manage(network: Network, by: User) -> None:
    if not may_grant_roles(by, network):
        raise NotAllowed(_("Only this network's managers grant roles in it."), code="not_allowed")


def _grant(network: Network, user: User, role: Role, *, by: User, now: datetime) -> Membership:
    membership, granted = Membership.objects.get_or_create(
        user=user,
        network=network,
        role=role,
        defaults={"granted_by": by, "granted_at": now},
    )
    user.groups.add(RoleGroup.objects.get(network=network, role=role).group)
    if granted:
        _note("role.granted", network, user, role, by)
    return membership


def _withdraw(network: Network, user: User, role: Role, *, by: User) -> None:
    gone, _models = Membership.objects.filter(network=network, user=user, role=role).delete()
    user.groups.remove(RoleGroup.objects.get(network=network, role=role).group)
    if gone:
        _note("role.withdrawn", network, user, role, by)


def _refuse_if_last_manager(network: Network, user: User) -> None:
    others = Membership.objects.filter(network=network, role=Role.MANAGER, user__is_active=True).exclude(
        user=user
    )
    if not others.exists():
        raise Refusal(
            _("This network would have no manager left. Make somebody else its manager first."),
            code="last_manager",
        )


def _note(event: str, network: Network, user: User, role: Role, by: User) -> None:
    """In the network's history, where central staff read it, and in the log."""
    log(network, event, user=by, data={"user": user.pk, "role": role.value})
    logger.info(
        "Role changed",
        extra={
            "event": event,
            "network": network.pk,
            "user": user.pk,
            "role": role.value,
            "by": by.pk,
        },
    )
