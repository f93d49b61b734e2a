from __future__ import annotations

from typing import Any, ClassVar

from wagtail.models import Page, PagePermissionTester

from cms.networks.enums import Role
from cms.networks.permissions import Person, roles_by_group


class RolePageTester(PagePermissionTester):
    """Counts only those of the person's rights in the tree that come from `roles`."""

    def __init__(self, user: Person, page: Page, roles: frozenset[Role]) -> None:
        super().__init__(user, page)
        if not user.is_active or user.is_superuser:
            return
        role_of = roles_by_group(user)
        self.permissions = {
            right.permission.codename.rsplit("_", maxsplit=1)[0]
            for right in self.permission_policy.get_cached_permissions_for_user(user)
            if page.path.startswith(right.page.path) and role_of.get(right.group_id) in roles
        }


class RoleOwned:
    """Mixed into page types that only some roles write. Stands before Page."""

    roles_that_write: ClassVar[frozenset[Role]]

    def permissions_for_user(self, user: Person) -> PagePermissionTester:
        return RolePageTester(user, self, self.roles_that_write)


class NetworkPageTester(RolePageTester):
    """Managers edit the page itself; who writes something below it may add that."""

    def __init__(self, user: Person, page: Page) -> None:
        super().__init__(user, page, frozenset({Role.MANAGER}))
        self.below = PagePermissionTester(user, page)

    def can_add_subpage(self) -> bool:
        return self.below.can_add_subpage()

    def can_publish_subpage(self) -> bool:
        return self.below.can_publish_subpage()

    def can_reorder_children(self) -> bool:
        return self.below.can_reorder_children()

    def can_delete(self, ignore_bulk: bool = False) -> bool:
        return bool(self.user.is_active and self.user.is_superuser)

    def can_unpublish(self) -> bool:
        return bool(self.user.is_active and self.user.is_superuser)

    def can_copy(self) -> bool:
        return False


def may_write_type(user: Person, parent: Page, page_class: type[Any], *, publish: bool = False) -> bool:
    """Whether the person's roles let them add a page of this type below `parent`."""
    roles = getattr(page_class, "roles_that_write", None)
    if roles is None or user.is_superuser:
        return True
    rights = RolePageTester(user, parent, roles).permissions
    return "add" in rights and (not publish or "publish" in rights)
