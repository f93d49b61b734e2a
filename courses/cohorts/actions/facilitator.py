from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from cms.core.errors import Refusal
from cms.people.models import User
from courses.cohorts.models import Cohort
from courses.cohorts.permissions import possible_facilitators


def name_facilitators(cohort: Cohort, people: Iterable[User]) -> None:
    """They, and nobody else, facilitate the cohort. Called in the transaction of the act that asks for rights.

    Refusal `no_facilitator` for who is named anew without holding that role in the host; whoever was named
    before may stay, and does nothing without the role.
    """
    wanted = {person.pk: person for person in people}
    named = set(cohort.facilitators.values_list("pk", flat=True))
    fit = set(possible_facilitators([cohort.network]).values_list("pk", flat=True))
    for pk, person in wanted.items():
        if pk not in fit | named:
            raise Refusal(
                _(
                    "%(person)s is not a facilitator of %(network)s. A manager of the network can give that role."
                )
                % {"person": person.get_full_name(), "network": cohort.network.name},
                code="no_facilitator",
            )
    cohort.facilitators.set(wanted.values())
