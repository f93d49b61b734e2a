"""A network itself: founding it, and changing what it says of itself."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import Collection, GroupCollectionPermission

from cms.core.errors import NotAllowed
from cms.core.locking import locked
from cms.core.wiring import load
from cms.networks.enums import ADMIN_ROLES, WRITING_ROLES, NetworkKind, Role
from cms.networks.models import Network, RoleGroup
from cms.networks.permissions import may_change_network, may_found_networks
from cms.people.models import User
from cms.world.models import Region

logger = logging.getLogger(__name__)

# What a network says of itself, and what only central staff say of it.
CHANGEABLE = frozenset(
    {
        "names",
        "full_names",
        "languages",
        "founding_instruments",
        "site",
        "logo",
        "accent_light",
        "accent_dark",
        "legal_systems",
    }
)
CENTRAL = frozenset({"kind", "regions"})

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
        network.collection = Collection.get_first_root_node().add_child(name=_collection_name(network))
        network.save(update_fields=["collection"])
        _make_role_groups(network)
        for found in load("NETWORK_FOUNDERS"):
            found(network, founding)
        log(network, "network.founded", user=by)
    logger.info(
        "Network founded",
        extra={"event": "network.founded", "network": network.pk, "by": by.pk},
    )
    return network


def change_network(network: Network, *, values: Mapping[str, Any], by: User, now: datetime) -> Network:
    """Writes what `values` name (see CHANGEABLE; CENTRAL for central staff only), and what follows from it.

    Its collection is named anew, and `NETWORK_CHANGERS` of the wiring are called with (network),
    last and in the same transaction. NotAllowed, or ValidationError by field.
    """
    if unknown := values.keys() - CHANGEABLE - CENTRAL:
        raise TypeError(f"not to be changed: {', '.join(sorted(unknown))}")
    if not may_change_network(by, network) or (values.keys() & CENTRAL and not may_found_networks(by)):
        raise NotAllowed(_("Only this network's managers change what it says of itself."), code="not_allowed")
    columns = values.keys() - {"regions"}
    with transaction.atomic():
        network = locked(Network.objects.filter(pk=network.pk)).get()
        old_logo = network.logo.name
        for name in columns:
            setattr(network, name, values[name])
        network.full_clean(exclude={field.name for field in Network._meta.fields} - columns)
        network.save(update_fields=columns)
        if "regions" in values:
            network.regions.set(Region.objects.filter(code__in=values["regions"]))
        Collection.objects.filter(pk=network.collection_id).update(name=_collection_name(network))
        for follow in load("NETWORK_CHANGERS"):
            follow(network)
        log(network, "network.changed", user=by, data={"fields": sorted(values)})
        if old_logo and old_logo != network.logo.name:
            transaction.on_commit(lambda: network.logo.storage.delete(old_logo))
    logger.info("Network changed", extra={"event": "network.changed", "network": network.pk, "by": by.pk})
    return network


def _collection_name(network: Network) -> str:
    return network.names.get("en", network.slug)


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
