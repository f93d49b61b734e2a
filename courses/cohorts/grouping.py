"""Who is in which group of a cohort: the first that fits."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence

from django.db.models import Q

from cms.core.saying import say_language, say_list, say_territory
from courses.cohorts.models import Cohort, Enrolment, EnrolmentQuerySet, Group


def in_groups(
    people: EnrolmentQuerySet, groups: Sequence[Group], wanted: Collection[int]
) -> EnrolmentQuerySet:
    """Those of `people` who are in one of the `wanted` ids; `groups` are all of the cohort's, in their order."""
    chosen, earlier = Q(pk__in=[]), Q(pk__in=[])
    for group in groups:
        if group.pk in wanted:
            chosen |= group.rule & ~earlier
        earlier |= group.rule
    return people.filter(chosen)


def group_of(enrolment: Enrolment, groups: Sequence[Group]) -> Group | None:
    return next((group for group in groups if group.fits(enrolment)), None)


def sizes(cohort: Cohort, groups: Sequence[Group]) -> Counter[int | None]:
    """How many with a seat are in each, by the group's id; under None those in no group. One query."""
    counts: Counter[int | None] = Counter()
    seated = Enrolment.all_objects.filter(cohort=cohort).seated()
    for country, language in seated.values_list("user__country", "language"):
        group = next((each for each in groups if each.fits_who(country, language)), None)
        counts[group.pk if group else None] += 1
    return counts


def said_rule(group: Group) -> str:
    """“Senegal and Mali · French”."""
    parts = [say_list(say_territory(code) for code in group.countries)] if group.countries else []
    if group.languages:
        parts.append(say_list(say_language(code) for code in group.languages))
    return " · ".join(parts)
