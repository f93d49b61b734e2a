"""What is told of a cohort's releases."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cms.core.saying import say_when
from cms.networks.models import in_language
from cms.notices.actions import write_notices
from cms.notices.calendar import Entry
from cms.notices.enums import Urgency
from cms.notices.kinds import Facts, Kind, instant, stamp
from cms.notices.models import Notice
from cms.people.models import User
from courses.cohorts.calendar import due_entry
from courses.cohorts.enums import EnrolmentState
from courses.cohorts.models import Enrolment, OwnDates, Release
from courses.editions.reading import TaughtModule, taught_syllabus

# What `readers_of` knows of each reader.
OWN_FACTS = ("enrolment", "turns")
RELEASE_FACTS = frozenset({"enrolment", "cohort", "course", "module", "opens_at", "due_at"})


RELEASE_WORDS = {
    "module": _("the module"),
    "course": _("the course"),
    "cohort": _("the cohort"),
    "due": _("when the module is due, on the reader’s clock"),
}


class ReleaseKind(Kind):
    """Of one release to one enrolment; told only while they take part and the cohort runs."""

    facts = RELEASE_FACTS
    says = RELEASE_WORDS
    needed = frozenset({"module", "due"})
    action = _("Open the module")

    def entry(self, notice: Notice) -> str:
        return reverse("learning:outline", args=[notice.facts["enrolment"]])

    def words(self, facts: Facts, *, zone: str) -> dict[str, str]:
        return release_words(facts, zone=zone)

    def entries(self, notice: Notice) -> list[Entry]:
        return release_entries(notice.facts, path=self.entry(notice))

    def is_stale(self, notice: Notice, *, now: datetime) -> bool:
        return not Enrolment.all_objects.learning().filter(pk=notice.facts["enrolment"]).exists()


class ModuleReleased(ReleaseKind):
    key = "module_released"
    optional = _("A module of your course opens")
    urgency = Urgency.MAY_WAIT
    says = {
        "module": _("the module"),
        "course": _("the course"),
        "cohort": _("the cohort"),
        "opened": _("when the module opened, on the reader’s clock"),
        "deadline": _("a sentence: by when it is to be done, or that it has no due date"),
    }
    needed = frozenset({"module", "deadline"})

    def sentences(self, facts: Facts) -> dict[str, str | Promise]:
        if facts["due_at"]:
            return {"deadline": _("Please complete its required steps by %(due)s.")}
        return {
            "deadline": _(
                "It has no due date: take the time that you need until the cohort “%(cohort)s” ends."
            )
        }


def write_release_notices(release: Release, *, to: Enrolment | None = None, now: datetime) -> int:
    """Tells everyone active in the cohort, once for each opening time; in the caller's transaction.

    Not those who have dates of their own for it: each of them is told as `to`, with the release as they have it.
    """
    if taught_module(release, language="en") is None:
        return 0
    active = Enrolment.all_objects.filter(cohort=release.cohort_id, state=EnrolmentState.ACTIVE)
    if to is None:
        active = active.exclude(pk__in=OwnDates.objects.filter(release=release.pk).values("enrolment"))
    else:
        active = active.filter(pk=to.pk)
    return write_notices(
        readers_of(active),
        kind=ModuleReleased.key,
        subject=subject_of(release),
        occasion=stamp(release.opens_at),
        facts=release_facts(release),
        own=OWN_FACTS,
        network=release.cohort.network,
        due=now,
        now=now,
    )


def subject_of(release: Release) -> str:
    return f"release:{release.pk}"


def readers_of(enrolments: QuerySet[Enrolment]) -> QuerySet[User]:
    """The people of these enrolments, which must be of one cohort; annotates OWN_FACTS.

    `enrolment` is its id, `turns` how often the person has left and come back.
    """
    return User.objects.filter(enrolments__in=enrolments).annotate(
        enrolment=F("enrolments__pk"), turns=F("enrolments__sequence")
    )


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
            "release": release.pk,
            "sequence": release.sequence + cohort.sequence,
            "moved_at": max(release.moved_at, cohort.moved_at),
        }

    return in_the_language


def release_entries(facts: Facts, *, path: str) -> list[Entry]:
    """When the module is due, as in the person's calendar; none for rows from before it was written with them."""
    due_at, moved_at = instant(facts.get("due_at")), instant(facts.get("moved_at"))
    if due_at is None or moved_at is None:
        return []
    entry = due_entry(
        int(str(facts["release"])),
        due_at=due_at,
        module=str(facts["module"]),
        course=str(facts["course"]),
        cohort=str(facts["cohort"]),
        changed=moved_at,
        path=path,
        sequence=int(str(facts["sequence"])) + int(str(facts["turns"])),
    )
    return [entry]


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
