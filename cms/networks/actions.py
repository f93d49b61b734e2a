from __future__ import annotations

import logging
from dataclasses import dataclass, field
from datetime import datetime

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import Collection, GroupCollectionPermission

from cms.core.errors import NotAllowed
from cms.core.locking import locked
from cms.core.wiring import load
from cms.networks.enums import ADMIN_ROLES, WRITING_ROLES, NetworkKind, Role
from cms.networks.models import Membership, Network, RoleGroup
from cms.networks.permissions import may_found_networks, may_grant_roles
from cms.people.models import User
from cms.world.models import Region

logger = logging.getLogger(__name__)

COLLECTION_PERMISSIONS = (
    "add_image",
    "change_image",
    "choose_image",
    "add_document",
    "change_document",
    "choose_document",
)


@dataclass(frozen=True)
class Founding:
    """What central staff say of a new network; `names` and the like map language → text."""

    slug: str
    kind: NetworkKind
    names: dict[str, str]
    full_names: dict[str, str] = field(default_factory=dict)
    descriptions: dict[str, str] = field(default_factory=dict)
    languages: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    legal_systems: tuple[str, ...] = ()
    founding_instruments: dict[str, str] = field(default_factory=dict)
    site: str = ""


def found_network(founding: Founding, *, by: User, now: datetime) -> Network:
    """Founds the network with its collection, one group a role, and its pages.

    Founding a slug again returns the network as it is. `NETWORK_FOUNDERS` of the wiring
    are called last, in the same transaction, with (network, founding); each must bear
    being called again. NotAllowed unless `by` is central staff.
    """
    if not may_found_networks(by):
        raise NotAllowed(_("Only central staff found networks."), code="not_allowed")
    with transaction.atomic():
        network, founded = Network.objects.get_or_create(
            slug=founding.slug,
            defaults={
                "kind": founding.kind,
                "names": founding.names,
                "full_names": founding.full_names,
                "languages": list(founding.languages),
                "legal_systems": list(founding.legal_systems),
                "founding_instruments": founding.founding_instruments,
                "site": founding.site,
            },
        )
        if not founded:
            return network
        network.regions.set(Region.objects.filter(code__in=founding.regions))
        network.collection = Collection.get_first_root_node().add_child(
            name=founding.names.get("en", founding.slug)
        )
        network.save(update_fields=["collection"])
        _make_role_groups(network)
        for found in load("NETWORK_FOUNDERS"):
            found(network, founding)
    logger.info(
        "Network founded",
        extra={"event": "network.founded", "network": network.pk, "by": by.pk},
    )
    return network


def _make_role_groups(network: Network) -> None:
    access_admin = Permission.objects.get(codename="access_admin", content_type__app_label="wagtailadmin")
    in_collection = Permission.objects.filter(
        codename__in=COLLECTION_PERMISSIONS,
        content_type__app_label__in=("wagtailimages", "wagtaildocs"),
    )
    for role in Role:
        group = Group.objects.create(name=f"{network.slug}: {role.value}")
        RoleGroup.objects.create(network=network, role=role, group=group)
        if role in ADMIN_ROLES:
            group.permissions.add(access_admin)
        if role in WRITING_ROLES:
            GroupCollectionPermission.objects.bulk_create(
                GroupCollectionPermission(group=group, collection=network.collection, permission=permission)
                for permission in in_collection
            )


def grant_role(network: Network, *, user: User, role: Role, by: User, now: datetime) -> Membership:
    """Gives `user` the role and puts them into its group; granting twice is granting once."""
    if not may_grant_roles(by, network):
        raise NotAllowed(_("Only this network's managers grant roles in it."), code="not_allowed")
    with transaction.atomic():
        locked(Network.objects.filter(pk=network.pk)).get()
        membership, granted = Membership.objects.get_or_create(
            user=user,
            network=network,
            role=role,
            defaults={"granted_by": by, "granted_at": now},
        )
        user.groups.add(RoleGroup.objects.get(network=network, role=role).group)
    if granted:
        logger.info(
            "Role granted",
            extra={
                "event": "role.granted",
                "network": network.pk,
                "user": user.pk,
                "role": role.value,
                "by": by.pk,
            },
        )
    return membership
