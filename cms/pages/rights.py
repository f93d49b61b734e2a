"""What each role may do in its network's part of the page tree.

The tree gives a right on everything below a page; where that is too wide, the page type
says for itself which roles count (`RoleOwned`).
"""

from __future__ import annotations

from collections.abc import Mapping

from django.contrib.auth.models import Permission
from wagtail.models import GroupPagePermission

from cms.networks.enums import Role
from cms.networks.models import Network, RoleGroup
from cms.pages.models import NetworkPage

PAGE_RIGHTS: Mapping[Role, tuple[str, ...]] = {
    Role.AUTHOR: ("add_page", "change_page"),
    Role.REVIEWER: ("add_page", "change_page", "publish_page"),
    Role.ORGANISER: ("add_page", "change_page", "publish_page"),
    Role.MANAGER: ("change_page", "publish_page"),
}


def grant_page_rights(network_page: NetworkPage, network: Network) -> None:
    """Gives the network's groups their rights on one of its pages; again is the same as once."""
    permissions = {
        permission.codename: permission
        for permission in Permission.objects.filter(
            content_type__app_label="wagtailcore",
            codename__in={name for names in PAGE_RIGHTS.values() for name in names},
        )
    }
    for role_group in RoleGroup.objects.filter(network=network, role__in=PAGE_RIGHTS).select_related("group"):
        for codename in PAGE_RIGHTS[Role(role_group.role)]:
            GroupPagePermission.objects.get_or_create(
                group=role_group.group,
                page_id=network_page.pk,
                permission=permissions[codename],
            )
