"""The dates of cohorts, as they stand in the calendars of those enrolled.

Every key stays for ever: an entry that moves or is cancelled is known again by it, and by a sequence that
is the sum of how often the release moved, the cohort moved or was cancelled, and the person left or came back.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from cms.networks.models import in_language
from cms.notices.calendar import Entry
from courses.catalogue.models import CoursePage
from courses.cohorts.course_titles import module_titles
from courses.cohorts.enums import CohortState, EnrolmentState
from courses.cohorts.models import Cohort, Enrolment, LiveSession
from courses.cohorts.own_dates import ReleasesByModule, releases_by_enrolment
from courses.editions.reading import taught_syllabus

# Ends are exclusive, and are said as the last minute before them: 23:59 rather than the next day.
LAST_MINUTE = timedelta(minutes=1)


def dates_of_cohorts(enrolments: Sequence[Enrolment], *, language: str) -> Iterator[Entry]:
    """CALENDAR_SOURCES: first and last day, when it meets, and when each module opens and is due; four queries at most."""
    own = releases_by_enrolment(enrolments)
    planned = {key for each in enrolments if each.cohort.syllabus_id is None for key in own[each.pk]}
    names = _names_of([each.cohort for each in enrolments], _page_titles(planned, language), language)
    for enrolment in enrolments:
        yield from _dates_of(enrolment, names[enrolment.cohort_id], own[enrolment.pk])


def day_entry(
    cohort_id: int,
    key: str,
    *,
    at: datetime,
    course: str,
    cohort: str,
    changed: datetime,
    path: str,
    sequence: int,
    cancelled: bool = False,
) -> Entry:
    """A cohort's `first` or `last` day; the same for feeds and for e-mails. The end of the last is exclusive."""
    title = (
        _("First day: %(title)s (%(cohort)s)") if key == "first" else _("Last day: %(title)s (%(cohort)s)")
    )
    return Entry(
        key=f"cohort-{cohort_id}-{key}",
        title=title % {"title": course, "cohort": cohort},
        starts=at if key == "first" else at - LAST_MINUTE,
        changed=changed,
        path=path,
        sequence=sequence,
        cancelled=cancelled,
    )


def due_entry(
    release: int,
    *,
    due_at: datetime,
    module: str,
    course: str,
    cohort: str,
    changed: datetime,
    path: str,
    sequence: int,
    cancelled: bool = False,
) -> Entry:
    """The same for feeds, which make it of rows, and for e-mails, which make it of facts."""
    return Entry(
        key=f"release-{release}-due",
        title=_("Due: %(title)s (%(cohort)s)") % {"title": module, "cohort": cohort},
        starts=due_at - LAST_MINUTE,
        changed=changed,
        about=course,
        path=path,
        sequence=sequence,
        cancelled=cancelled,
    )


def session_entry(
    session: int,
    *,
    starts: datetime,
    ends: datetime,
    title: str,
    course: str,
    cohort: str,
    place: str,
    changed: datetime,
    path: str,
    sequence: int,
    cancelled: bool = False,
) -> Entry:
    """The same for feeds and for e-mails, as `due_entry`."""
    return Entry(
        key=f"session-{session}",
        title=_("%(title)s (%(cohort)s)") % {"title": title, "cohort": cohort},
        starts=starts,
        ends=ends,
        changed=changed,
        about=course,
        place=place,
        path=path,
        sequence=sequence,
        cancelled=cancelled,
    )


@dataclass(frozen=True)
class _Names:
    course: str
    modules: Callable[[uuid.UUID], str | None]
    sessions: tuple[LiveSession, ...]


def _dates_of(enrolment: Enrolment, names: _Names, releases: ReleasesByModule) -> Iterator[Entry]:
    cohort = enrolment.cohort
    left = enrolment.state == EnrolmentState.WITHDRAWN
    cancelled = left or cohort.state == CohortState.CANCELLED
    joined = (enrolment.ended_at if left else None) or enrolment.enrolled_at
    assert joined is not None
    sequence = cohort.sequence + enrolment.sequence
    changed = max(cohort.moved_at, joined)
    path = reverse("learning:outline", args=[enrolment.pk])
    for key, at in (("first", cohort.starts_at), ("last", cohort.ends_at)):
        yield day_entry(
            cohort.pk,
            key,
            at=at,
            course=names.course,
            cohort=cohort.name,
            changed=changed,
            path=path,
            sequence=sequence,
            cancelled=cancelled,
        )
    yield from _dates_of_sessions(
        enrolment, names.sessions, course=names.course, changed=changed, cancelled=cancelled
    )
    for release in sorted(releases.values(), key=lambda each: (each.opens_at, each.pk)):
        module = names.modules(release.module_key)
        if not module:
            continue
        yield Entry(
            key=f"release-{release.pk}-opens",
            title=_("Opens: %(title)s (%(cohort)s)") % {"title": module, "cohort": cohort.name},
            starts=release.opens_at,
            changed=max(changed, release.moved_at),
            about=names.course,
            path=path,
            sequence=sequence + release.sequence,
            cancelled=cancelled,
        )
        if release.due_at:
            yield due_entry(
                release.pk,
                due_at=release.due_at,
                module=module,
                course=names.course,
                cohort=cohort.name,
                changed=max(changed, release.moved_at),
                path=path,
                sequence=sequence + release.sequence,
                cancelled=cancelled,
            )


def _dates_of_sessions(
    enrolment: Enrolment,
    sessions: Sequence[LiveSession],
    *,
    course: str,
    changed: datetime,
    cancelled: bool,
) -> Iterator[Entry]:
    cohort = enrolment.cohort
    for session in sessions:
        yield session_entry(
            session.pk,
            starts=session.starts_at,
            ends=session.ends_at,
            title=session.title,
            course=course,
            cohort=cohort.name,
            place=session.place,
            changed=max(changed, session.moved_at),
            path=reverse("learning:outline", args=[enrolment.pk]) + "#sessions",
            sequence=cohort.sequence + enrolment.sequence + session.sequence,
            cancelled=cancelled or session.cancelled_at is not None,
        )


def _names_of(
    cohorts: Sequence[Cohort], modules: Mapping[uuid.UUID, str], language: str
) -> dict[int, _Names]:
    """By the cohort's id; of the syllabus where it has begun, which leaves out what it lacks, else of the pages."""
    sessions: dict[int, list[LiveSession]] = {cohort.pk: [] for cohort in cohorts}
    for session in LiveSession.objects.filter(cohort__in=sessions):
        sessions[session.cohort_id].append(session)
    planned = [cohort for cohort in cohorts if cohort.syllabus_id is None]
    courses = _course_titles({cohort.course_key for cohort in planned}, language)
    names = {}
    for cohort in cohorts:
        course, title_of = courses.get(cohort.course_key, ""), modules.get
        if cohort.syllabus_id:
            taught = taught_syllabus(cohort.syllabus_id, language)
            course = in_language(taught.titles, language)
            title_of = {module.key: module.title for module in taught.modules}.get
        names[cohort.pk] = _Names(course, title_of, tuple(sessions[cohort.pk]))
    return names


def _course_titles(keys: set[uuid.UUID], language: str) -> Mapping[uuid.UUID, str]:
    if not keys:
        return {}
    pages = CoursePage.objects.filter(translation_key__in=keys).in_language(language)
    return dict(pages.values_list("translation_key", "title"))


def _page_titles(keys: Collection[uuid.UUID], language: str) -> Mapping[uuid.UUID, str]:
    return module_titles(keys, language) if keys else {}
