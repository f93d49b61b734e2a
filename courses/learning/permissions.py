from __future__ import annotations

from cms.networks.permissions import Person, may_write_modules
from cms.networks.policies import NetworkPermissionPolicy
from courses.cohorts.models import Enrolment
from courses.cohorts.permissions import may_mark
from courses.learning.models import MistakeReport


class MistakePolicy(NetworkPermissionPolicy):
    """Wagtail's side of the same rule: reports are looked at and answered; nobody adds, rewrites or deletes one."""

    def __init__(self) -> None:
        super().__init__(MistakeReport, path="network")

    def user_has_permission(self, user: Person, action: str) -> bool:
        return action == "view" and super().user_has_permission(user, action)

    def user_has_permission_for_instance(self, user: Person, action: str, instance: MistakeReport) -> bool:
        return action == "view" and super().user_has_permission_for_instance(user, action, instance)


def may_view_as(user: Person, enrolment: Enrolment) -> bool:
    """Who helps in the cohort and sees its people's work: the host's organisers, the facilitators it names.

    One's own pages one sees anyway. `enrolment` comes with its cohort and the cohort's network.
    """
    return user.pk != enrolment.user_id and may_mark(user, enrolment.cohort)


def may_settle_mistake(user: Person, report: MistakeReport) -> bool:
    return report.is_open and may_write_modules(user, report.network)
