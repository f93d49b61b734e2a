from __future__ import annotations

from cms.networks.permissions import Person, may_write_modules
from cms.networks.policies import NetworkPermissionPolicy
from courses.learning.models import MistakeReport


class MistakePolicy(NetworkPermissionPolicy):
    """Wagtail's side of the same rule: reports are looked at and answered; nobody adds, rewrites or deletes one."""

    def __init__(self) -> None:
        super().__init__(MistakeReport, path="network")

    def user_has_permission(self, user: Person, action: str) -> bool:
        return action == "view" and super().user_has_permission(user, action)

    def user_has_permission_for_instance(self, user: Person, action: str, instance: MistakeReport) -> bool:
        return action == "view" and super().user_has_permission_for_instance(user, action, instance)


def may_settle_mistake(user: Person, report: MistakeReport) -> bool:
    return report.is_open and may_write_modules(user, report.network)
