"""What Wagtail lets people do with courses, modules and steps, beyond the tree's rights."""

from __future__ import annotations

from wagtail.models import Page

from cms.pages.permissions import RoleOwned, RolePageTester


class TaughtPageTester(RolePageTester):
    """Taught pages are known by their translation key: they are not copied, and stay below their parent."""

    def can_copy(self) -> bool:
        return False

    def can_move(self) -> bool:
        return False

    def can_move_to(self, destination: Page) -> bool:
        """Only to another place among its siblings, which is how steps are put in order."""
        if not self.user.is_active or not self.page.is_child_of(destination):
            return False
        return self.user.is_superuser or "publish" in self.permissions


class RoleTaught(RoleOwned):
    def permissions_for_user(self, user: object) -> TaughtPageTester:
        return TaughtPageTester(user, self, self.roles_that_write)
