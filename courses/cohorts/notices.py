"""What is told of a cohort's releases."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cms.core.saying import say_when
from cms.networks.models import in_language
from cms.notices.actions import write_notices
from cms.notices.enums import Urgency
from cms.notices.kinds import Facts, Kind, instant, stamp
from cms.notices.models import Notice
from cms.people.models import User
from courses.cohorts.enums import EnrolmentState
from courses.cohorts.models import Enrolment, Release
from courses.editions.reading import TaughtModule, taught_syllabus

RELEASE_FACTS = frozenset({"enrolment", "cohort", "course", "module", "opens_at", "due_at"})


class ReleaseKind(Kind):
    """Of one release to one enrolment; told only while they take part and the cohort runs."""

    facts = RELEASE_FACTS
    action = _("Open the module")

    def entry(self, notice: Notice) -> str:
        return reverse("learning:outline", args=[notice.facts["enrolment"]])

    def words(self, facts: Facts, *, zone: str) -> dict[str, str]:
        return release_words(facts, zone=zone)

    def is_stale(self, notice: Notice, *, now: datetime) -> bool:
        return not Enrolment.all_objects.learning().filter(pk=notice.facts["enrolment"]).exists()


class ModuleReleased(ReleaseKind):
    key = "module_released"
    optional = _("A module of your course opens")
    urgency = Urgency.MAY_WAIT


def write_release_notices(release: Release, *, now: datetime) -> int:
    """Tells everyone active in the cohort, once for each opening time; in the caller's transaction."""
    if taught_module(release, language="en") is None:
        return 0
    active = Enrolment.all_objects.filter(cohort=release.cohort_id, state=EnrolmentState.ACTIVE)
    return write_notices(
        readers_of(active),
        kind=ModuleReleased.key,
        subject=subject_of(release),
        occasion=stamp(release.opens_at),
        facts=release_facts(release),
        own=["enrolment"],
        network=release.cohort.network,
        due=now,
        now=now,
    )


def subject_of(release: Release) -> str:
    return f"release:{release.pk}"


def readers_of(enrolments: QuerySet[Enrolment]) -> QuerySet[User]:
    """The people of these enrolments, which must be of one cohort; annotates `enrolment`, its id."""
    return User.objects.filter(enrolments__in=enrolments).annotate(enrolment=F("enrolments__pk"))


def taught_module(release: Release, *, language: str) -> TaughtModule | None:
    """The module as the cohort is taught it; None before its start, or where its syllabus lacks it."""
    syllabus_id = release.cohort.syllabus_id
    modules = taught_syllabus(syllabus_id, language).modules if syllabus_id else ()
    return next((module for module in modules if module.key == release.module_key), None)


def release_facts(release: Release) -> Callable[[str], Facts]:
    """What a notice of this release says to a reader of a language, all but the enrolment."""
    cohort = release.cohort

    def in_the_language(language: str) -> Facts:
        module = taught_module(release, language=language)
        return {
            "cohort": cohort.name,
            "course": in_language(taught_syllabus(cohort.syllabus_id, language).titles, language),
            "module": module.title if module else "",
            "opens_at": release.opens_at,
            "due_at": release.due_at,
        }

    return in_the_language


def release_words(facts: Facts, *, zone: str) -> dict[str, str]:
    """`due` is empty where there is no due time."""
    opens_at, due_at = instant(facts["opens_at"]), instant(facts["due_at"])
    return {
        "cohort": str(facts["cohort"]),
        "course": str(facts["course"]),
        "module": str(facts["module"]),
        "opened": say_when(opens_at, zone) if opens_at else "",
        "due": say_when(due_at, zone, last=True) if due_at else "",
    }
