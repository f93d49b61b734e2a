from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from cms.core.errors import NotAllowed, Refusal
from cms.networks.enums import Role
from cms.networks.models import Membership, Network
from cms.networks.permissions import Person, has_role, may_run_cohorts, may_see_cohorts
from cms.networks.policies import NetworkPermissionPolicy
from cms.people.models import User
from courses.cohorts.enums import ENDED_STATES, OFFERED_STATES, CohortState
from courses.cohorts.models import Cohort


class CohortPolicy(NetworkPermissionPolicy):
    """Wagtail's side of the same rules; only drafts are deleted."""

    def __init__(self) -> None:
        super().__init__(Cohort, path="network")

    def user_has_permission_for_instance(self, user: Person, action: str, instance: Cohort) -> bool:
        if action == "delete" and instance.state != CohortState.DRAFT:
            return False
        return super().user_has_permission_for_instance(user, action, instance)


def refuse_unless_organiser(cohort: Cohort, by: User) -> None:
    """NotAllowed unless `by` runs the cohorts of the host."""
    if not may_run_cohorts(by, cohort.network):
        raise NotAllowed(_("Only organisers of the hosting network run its cohorts."), code="not_allowed")


def refuse_if_over(cohort: Cohort) -> None:
    """Refusal with code `ended` for a cohort that was closed or cancelled."""
    if cohort.has_ended:
        raise Refusal(_("This cohort has ended and can't be changed any more."), code="ended")


def refuse_unless_offered(cohort: Cohort) -> None:
    """Refusal with code `not_offered` where nobody can be brought in: a draft, or a cohort that has ended."""
    if cohort.state not in OFFERED_STATES:
        raise Refusal(
            _("People can be invited to a cohort from when it is announced until it ends."),
            code="not_offered",
        )


def may_mark(user: Person, cohort: Cohort) -> bool:
    """Organisers of the host, and those of its facilitators whom the cohort names."""
    if may_run_cohorts(user, cohort.network):
        return True
    return (
        has_role(user, cohort.network, frozenset({Role.FACILITATOR}))
        and cohort.facilitators.filter(pk=user.pk).exists()
    )


def possible_facilitators(networks: Iterable[Network]) -> QuerySet[User]:
    """Those whom a cohort of one of the networks may name."""
    held = Membership.objects.filter(network__in=list(networks), role=Role.FACILITATOR)
    return User.objects.filter(pk__in=held.values("user"), is_active=True).order_by("display_name", "pk")


def may_see_cohort(user: Person, cohort: Cohort) -> bool:
    return may_see_cohorts(user, cohort.network)


def may_change_cohort(user: Person, cohort: Cohort) -> bool:
    return cohort.state not in ENDED_STATES and may_run_cohorts(user, cohort.network)
