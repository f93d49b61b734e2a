from __future__ import annotations

from cms.networks.permissions import Person, may_write_modules
from cms.networks.policies import NetworkPermissionPolicy
from courses.cohorts.enums import OFFERED_STATES
from courses.cohorts.models import Cohort, Enrolment
from courses.cohorts.permissions import may_mark, may_see_cohort
from courses.learning.models import Announcement, MistakeReport


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


def may_announce(user: Person, cohort: Cohort) -> bool:
    """Who helps in the cohort, from when it is announced until it ends."""
    return cohort.state in OFFERED_STATES and may_mark(user, cohort)


def may_read_announcements(user: Person, cohort: Cohort) -> bool:
    """Who helps in the cohort, and who may see it."""
    return may_see_cohort(user, cohort) or may_mark(user, cohort)


def may_change_announcement(user: Person, announcement: Announcement) -> bool:
    """Its author only, in whose name it goes out, as long as they may write one."""
    return announcement.author_id == user.pk and may_announce(user, announcement.cohort)


def may_call_off(user: Person, announcement: Announcement) -> bool:
    """Whoever helps in the cohort; a draft only its author."""
    if announcement.is_draft and announcement.author_id != user.pk:
        return False
    return may_mark(user, announcement.cohort)
