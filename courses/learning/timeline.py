"""What has happened with one person in one cohort, the last first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from cms.core.enums import JobState
from cms.core.saying import say_share
from cms.notices.kinds import name_of_kind
from cms.notices.models import Notice
from cms.people.models import User
from courses.cohorts.enums import EnrolmentState
from courses.cohorts.models import Attendance, Cohort, Enrolment
from courses.editions.reading import taught_syllabus
from courses.learning.models import Progress


@dataclass(frozen=True)
class Happening:
    """`url` leads to the other enrolment that it speaks of, where the reader follows its cohort."""

    at: datetime
    sentence: str
    url: str = ""


def timeline_of(enrolment: Enrolment, *, language: str, reader: User) -> list[Happening]:
    """Five queries, seven for who was moved. What they wrote for themselves, and their answers, are not part of it."""
    found = [
        *_of_enrolment(enrolment),
        *_of_moves(enrolment, reader),
        *_of_progress(enrolment, language),
        *_of_sessions(enrolment),
        *_of_notices(enrolment),
    ]
    # Of the same moment, what was found later came later.
    return sorted(found, key=lambda each: each.at)[::-1]


def _of_enrolment(enrolment: Enrolment) -> Iterator[Happening]:
    if enrolment.asked_at:
        yield Happening(enrolment.asked_at, _("Asked for a seat"))
    if enrolment.enrolled_at:
        yield Happening(enrolment.enrolled_at, _("Got a seat"))
    if enrolment.ended_at:
        state = EnrolmentState(enrolment.state).label
        yield Happening(enrolment.ended_at, _("The enrolment ended: %(state)s") % {"state": state})


def _of_moves(enrolment: Enrolment, reader: User) -> Iterator[Happening]:
    """Where they came from, and where they went: dated when the one that was left ended."""
    related = Enrolment.all_objects.select_related("cohort", "user")
    left = list(related.filter(Q(continued_as=enrolment.pk) | Q(pk=enrolment.pk, continued_as__isnull=False)))
    if not left:
        return
    gone_on = related.in_bulk([each.continued_as_id for each in left if each.pk == enrolment.pk])
    others = [gone_on.get(each.continued_as_id, each) for each in left]
    followed = Cohort.all_objects.followed_by(reader).filter(pk__in=[each.cohort_id for each in others])
    may_see = set(followed.values_list("pk", flat=True))
    for one, other in zip(left, others, strict=True):
        if one.ended_at is None:
            continue
        words = {"cohort": other.cohort.name, "email": other.user.email}
        if one.pk == enrolment.pk:
            said = _("Moved to “%(cohort)s”"), _("Goes on with another account: %(email)s")
        else:
            said = (
                _("Came from “%(cohort)s”"),
                _("Another account of theirs became part of this one: %(email)s"),
            )
        url = reverse("board:timeline", args=[other.pk]) if other.cohort_id in may_see else ""
        yield Happening(one.ended_at, said[other.cohort_id == enrolment.cohort_id] % words, url)


def _of_progress(enrolment: Enrolment, language: str) -> Iterator[Happening]:
    taught = taught_syllabus(enrolment.syllabus_id, language) if enrolment.syllabus_id else None
    titles = {step.key: step.text.title for step in taught.steps} if taught else {}
    for row in Progress.all_objects.filter(enrolment=enrolment):
        words = {"step": titles.get(row.step_key) or _("A step that is no longer taught")}
        yield Happening(row.opened_at, _("Opened “%(step)s”") % words)
        if row.result_at and row.score is not None:
            result = words | {"score": say_share(row.score)}
            yield Happening(row.result_at, _("Result of “%(step)s”: %(score)s") % result)
        elif row.completed_at:
            yield Happening(row.completed_at, _("Completed “%(step)s”") % words)


def _of_sessions(enrolment: Enrolment) -> Iterator[Happening]:
    for there in Attendance.objects.filter(enrolment=enrolment).select_related("session"):
        yield Happening(there.at, _("Was in the live session “%(title)s”") % {"title": there.session.title})


def _of_notices(enrolment: Enrolment) -> Iterator[Happening]:
    """E-mails about this course, with what became of them."""
    about = Notice.objects.filter(recipient=enrolment.user_id, facts__enrolment=enrolment.pk)
    for notice in about:
        words = {"kind": name_of_kind(notice.kind)}
        if notice.state == JobState.DONE:
            yield Happening(notice.done_at or notice.due_at, _("Was told: %(kind)s") % words)
        elif notice.state == JobState.FAILED:
            yield Happening(notice.due_at, _("An e-mail could not be delivered: %(kind)s") % words)
