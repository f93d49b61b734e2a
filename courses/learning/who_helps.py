"""Who helps a cohort's trainees: those who facilitate it, and the organisers of its network."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.cache import cache
from django.db.models import Q, QuerySet
from django.urls import reverse

from cms.networks.enums import Role
from cms.networks.models import Membership
from cms.people.models import User
from courses.cohorts.models import Cohort, Enrolment, Group

LIFETIME = 60


@dataclass(frozen=True)
class Helper:
    """By name only: their addresses are not shown. `name` is empty for who has given none."""

    name: str
    facilitates: bool


def people_who_help(cohort: Cohort) -> QuerySet[User]:
    """Those with an open account, each once."""
    organises = Q(memberships__network=cohort.network_id, memberships__role=Role.ORGANISER)
    return User.objects.filter(Q(facilitated_cohorts=cohort.pk) | organises, is_active=True).distinct()


def helpers_of(cohorts: Iterable[Cohort]) -> Mapping[int, tuple[Helper, ...]]:
    """By the cohort's id, those who facilitate it first.

    Kept for a minute, since every page of a trainee names them; two queries for all that are not kept.
    """
    wanted = {cohort.pk: cohort.network_id for cohort in cohorts}
    kept = cache.get_many([_key(pk) for pk in wanted])
    found = {pk: kept[_key(pk)] for pk in wanted if _key(pk) in kept}
    missing = {pk: network for pk, network in wanted.items() if pk not in found}
    if missing:
        read = _read(missing)
        cache.set_many({_key(pk): helpers for pk, helpers in read.items()}, LIFETIME)
        found |= read
    return found


def help_context(enrolment: Enrolment) -> dict[str, Any]:
    """What `learning/_who_helps.html` shows; no query where the names are kept."""
    helpers = helpers_of([enrolment.cohort])[enrolment.cohort_id]
    guide = _guide_of(enrolment)
    return {
        "helpers": sorted(helpers, key=lambda helper: helper.name != guide) if guide else helpers,
        "help_url": reverse("learning:help", args=[enrolment.pk]),
    }


def _guide_of(enrolment: Enrolment) -> str:
    """The name of who helps the group that the trainee is in, which comes first; kept as the other names are."""
    key = f"guides:{enrolment.cohort_id}"
    groups = cache.get(key)
    if groups is None:
        groups = [
            (group, group.facilitator.display_name if group.facilitator else "")
            for group in Group.all_objects.of(enrolment.cohort)
        ]
        cache.set(key, groups, LIFETIME)
    return next((name for group, name in groups if group.fits(enrolment)), "")


def _key(cohort_id: int) -> str:
    return f"helpers:{cohort_id}"


def _read(networks: Mapping[int, int]) -> dict[int, tuple[Helper, ...]]:
    facilitators: dict[int, dict[int, str]] = {}
    through = Cohort.facilitators.through.objects.filter(cohort__in=networks, user__is_active=True)
    for cohort_id, pk, name in through.order_by("user__display_name", "user_id").values_list(
        "cohort_id", "user_id", "user__display_name"
    ):
        facilitators.setdefault(cohort_id, {})[pk] = name
    organisers: dict[int, dict[int, str]] = {}
    organising = Membership.objects.filter(
        network__in=set(networks.values()), role=Role.ORGANISER, user__is_active=True
    )
    for network_id, pk, name in organising.order_by("user__display_name", "user_id").values_list(
        "network_id", "user_id", "user__display_name"
    ):
        organisers.setdefault(network_id, {})[pk] = name
    return {
        cohort_id: (
            *(Helper(name, facilitates=True) for name in facilitators.get(cohort_id, {}).values()),
            *(
                Helper(name, facilitates=False)
                for pk, name in organisers.get(network_id, {}).items()
                if pk not in facilitators.get(cohort_id, {})
            ),
        )
        for cohort_id, network_id in networks.items()
    }
