"""Who may come into a cohort by themselves. An invitation is an answer already and asks none of this."""

from __future__ import annotations

import uuid
from collections.abc import Container, Iterable, Mapping, Sequence

from django.utils.translation import gettext as _

from cms.core.errors import Refusal
from cms.core.saying import active_language, say_list, say_territory
from cms.networks.models import Membership
from cms.people.enums import ProfessionalRole
from cms.people.models import User
from courses.catalogue.models import CoursePage, CoursePrerequisite
from courses.cohorts.enums import EnrolmentState, Entry
from courses.cohorts.models import Cohort, Enrolment

# What an application answers where the organiser asks nothing of their own.
MOST_QUESTIONS = 5
MOST_IN_ANSWER = 2000


def questions_of(cohort: Cohort) -> list[str]:
    """In the words of the organiser, or the one that the site asks, in the reader's language."""
    return list(cohort.questions) or [
        _("What do you do in international cooperation, and what do you want to learn?")
    ]


def why_not(
    cohort: Cohort,
    user: User,
    *,
    member_of: Container[int] | None = None,
    lacking: Mapping[uuid.UUID, Sequence[str]] | None = None,
) -> Refusal | None:
    """What keeps `user` from coming in by themselves, as a Refusal that is not raised.

    Its code is `invitation`, `members`, `countries`, `roles` or `prerequisites`. `member_of` are the ids of the
    networks in which they hold a role, `lacking` as `courses_lacking` has it; each is asked for where it is not given.
    """
    if cohort.entry == Entry.INVITATION:
        return Refusal(
            _("This cohort is by invitation only. If you have been invited, open the link in the e-mail."),
            code="invitation",
        )
    if cohort.only_countries and user.country_id not in cohort.only_countries:
        return Refusal(_of_countries(cohort, user), code="countries")
    if cohort.only_roles and user.role not in cohort.only_roles:
        return Refusal(_of_roles(cohort, user), code="roles")
    if cohort.only_members and cohort.network_id not in (
        networks_of(user) if member_of is None else member_of
    ):
        return Refusal(
            _(
                "This cohort is for people who have a role in %(network)s. Write to the host if you should have one."
            )
            % {"network": cohort.network.name},
            code="members",
        )
    lacks = (courses_lacking(user, [cohort]) if lacking is None else lacking).get(cohort.course_key)
    if lacks:
        return Refusal(
            _("Complete %(courses)s first; then you can come into this cohort.")
            % {"courses": say_list(_("“%(title)s”") % {"title": title} for title in lacks)},
            code="prerequisites",
        )
    return None


def courses_lacking(user: User, cohorts: Iterable[Cohort]) -> dict[uuid.UUID, list[str]]:
    """By the key of the cohorts' courses, the titles of those that `user` is to complete first and has not.

    Courses that ask for each other ask for nothing.

    One query, two more where a course asks for others.
    """
    asked = CoursePrerequisite.asked(live=True)
    wanted = [
        (course, first)
        for course in {cohort.course_key for cohort in cohorts}
        for first in CoursePrerequisite.without_circles(course, asked.get(course, ()), asked)
    ]
    if not wanted:
        return {}
    completed = set(
        Enrolment.all_objects.filter(user=user, state=EnrolmentState.COMPLETED).values_list(
            "cohort__course_key", flat=True
        )
    )
    language = active_language()
    titles = CoursePage.objects.titles({first for _course, first in wanted}, language=language)
    lacking: dict[uuid.UUID, list[str]] = {}
    for course, first in wanted:
        # What is not published any more can't be asked of anybody.
        if first in titles and first not in completed:
            lacking.setdefault(course, []).append(titles[first])
    return lacking


def networks_of(user: User) -> frozenset[int]:
    return frozenset(Membership.objects.filter(user=user).values_list("network", flat=True))


def said_restrictions(cohort: Cohort) -> list[str]:
    """Who it is for, as sentences; none where it is for everybody."""
    said = []
    if cohort.entry == Entry.INVITATION:
        said.append(_("People whom the host invites."))
    if cohort.only_members:
        said.append(_("People with a role in %(network)s.") % {"network": cohort.network.name})
    if cohort.only_countries:
        said.append(_("People from %(countries)s.") % {"countries": _countries(cohort)})
    if cohort.only_roles:
        said.append(_("Professions: %(roles)s.") % {"roles": _roles(cohort)})
    return said


def _of_countries(cohort: Cohort, user: User) -> str:
    words = {"countries": _countries(cohort)}
    if user.country_id is None:
        return (
            _(
                "This cohort is for people from %(countries)s. Say on your account page which country you are from."
            )
            % words
        )
    return _("This cohort is for people from %(countries)s. Choose another cohort.") % words


def _of_roles(cohort: Cohort, user: User) -> str:
    words = {"roles": _roles(cohort)}
    if not user.role:
        return (
            _("This cohort is for these professions: %(roles)s. Say on your account page what yours is.")
            % words
        )
    return _("This cohort is for these professions: %(roles)s. Choose another cohort.") % words


def _countries(cohort: Cohort) -> str:
    return say_list([say_territory(code) for code in cohort.only_countries])


def _roles(cohort: Cohort) -> str:
    return say_list([str(ProfessionalRole(role).label) for role in cohort.only_roles])
