from __future__ import annotations

from wagtail.permission_policies import ModelPermissionPolicy

from cms.people.models import User
from cms.people.permissions import Person, may_change_accounts


class AccountPolicy(ModelPermissionPolicy):
    """Central staff look accounts up and change them; nobody adds one for somebody else, and none is ever deleted."""

    def __init__(self) -> None:
        super().__init__(User)

    def user_has_permission(self, user: Person, action: str) -> bool:
        return action in ("view", "change") and may_change_accounts(user)
