"""Which accounts of a cohort are likely one person's: offered to its organisers, never decided by itself."""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations

from courses.cohorts.enums import ASKING_STATES, ENROLLED_STATES
from courses.cohorts.models import Cohort, DistinctPeople, Enrolment

Pair = tuple[Enrolment, Enrolment]


def mailbox_of(email: str) -> str:
    """Most mail servers ignore case, and what follows a plus sign."""
    name, at, domain = email.strip().casefold().partition("@")
    return name.partition("+")[0] + at + domain


def pairs_alike(cohort: Cohort) -> list[Pair]:
    """Those who ask or have a seat with addresses of one mailbox, the older enrolment first, but for those told apart.

    One query while nobody is alike, three otherwise.
    """
    there = Enrolment.all_objects.filter(cohort=cohort, state__in=ASKING_STATES | ENROLLED_STATES)
    mailboxes: dict[str, list[int]] = defaultdict(list)
    for pk, email in there.order_by("pk").values_list("pk", "user__email"):
        mailboxes[mailbox_of(email)].append(pk)
    alike = [pks for pks in mailboxes.values() if len(pks) > 1]
    if not alike:
        return []
    people = there.select_related("user").in_bulk([pk for pks in alike for pk in pks])
    apart = set(DistinctPeople.all_objects.filter(cohort=cohort).values_list("one", "other"))
    pairs = [(people[first], people[second]) for pks in alike for first, second in combinations(pks, 2)]
    return [pair for pair in pairs if in_order(pair) not in apart]


def addresses_by_mailbox(cohort: Cohort) -> dict[str, frozenset[str]]:
    """Of those who ask or have a seat, in small letters. One query."""
    there = Enrolment.all_objects.filter(cohort=cohort, state__in=ASKING_STATES | ENROLLED_STATES)
    found: dict[str, set[str]] = defaultdict(set)
    for email in there.order_by().values_list("user__email", flat=True):
        found[mailbox_of(email)].add(email.lower())
    return {mailbox: frozenset(emails) for mailbox, emails in found.items()}


def in_order(pair: Pair) -> tuple[int, int]:
    """The ids of the two people, the lower first."""
    one, other = sorted((pair[0].user_id, pair[1].user_id))
    return one, other
