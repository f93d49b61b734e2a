from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from cms.notices.models import Notice
from cms.people.models import User
from cms.people.records import PersonalRecords
from courses.learning.models import Announcement, CalendarLink, HelpRequest, MistakeReport, Note, Progress
from courses.learning.notices import (
    ANNOUNCEMENT_KINDS,
    HelpAsked,
    subject_of_announcement,
    subject_of_help,
)

QUESTIONS_ARE_KEPT = timedelta(days=365)
AT_A_TIME = 500


class ProgressRecords(PersonalRecords):
    model = Progress
    title = _("What you have read and done")
    purpose = _("So that you find your place again, and a course can be completed.")
    kept = _("As long as the cohort's records; where and how long you read goes when your account is erased.")
    of_person = ("enrolment__user",)
    fields = (
        "enrolment__cohort",
        "step_key",
        "opened_at",
        "completed_at",
        "last_seen_at",
        "seconds",
        "score",
        "passed",
    )

    @classmethod
    def erase(cls, user: User, *, now: datetime) -> None:
        cls.rows(user).update(last_position="", seconds=0, last_seen_at=None)


class Notes(PersonalRecords):
    model = Note
    title = _("Your notes and bookmarks")
    purpose = _("So that you find them again. Nobody else reads them.")
    kept = _("Until you delete them or erase your account.")
    of_person = ("enrolment__user",)
    fields = ("step_title", "heading", "quote", "text", "bookmarked", "created_at", "changed_at")
    deleted_on_erasure = True


class MistakeReports(PersonalRecords):
    """Who answered one stays named by a row that names nobody."""

    model = MistakeReport
    title = _("Mistakes that you have reported")
    purpose = _("So that the authors correct them, without knowing who you are, and answer you.")
    kept = _("Until you erase your account.")
    of_person = ("enrolment__user",)
    fields = ("step_title", "quote", "text", "reported_at", "state", "answer")
    deleted_on_erasure = True


class HelpRequests(PersonalRecords):
    model = HelpRequest
    title = _("Questions to who helps you")
    purpose = _("So that you see what you have asked. They were sent by e-mail.")
    kept = _("A year, or until you erase your account.")
    of_person = ("enrolment__user",)
    fields = ("enrolment__cohort", "text", "asked_at")

    @classmethod
    def erase(cls, user: User, *, now: datetime) -> None:
        """With what was written to others because of them: it holds the name and the question."""
        subjects = [subject_of_help(asked) for asked in cls.rows(user)]
        Notice.objects.filter(kind=HelpAsked.key, subject__in=subjects).delete()
        cls.rows(user).delete()

    @classmethod
    def forget(cls, now: datetime) -> int:
        return HelpRequest.all_objects.filter(asked_at__lt=now - QUESTIONS_ARE_KEPT).delete()[0]


class Announcements(PersonalRecords):
    """What somebody wrote to a cohort is the cohort's, and stays without their name; what was written to them alone goes."""

    model = Announcement
    title = _("Announcements that you have written, or that were written to you alone")
    purpose = _("So that everybody in a cohort can read what they were told.")
    kept = _("As long as the cohort’s records; your name goes when your account is erased.")
    of_person = ("author", "enrolment__user")
    fields = ("cohort", "subject", "text", "audience", "written_at", "state")

    @classmethod
    def erase(cls, user: User, *, now: datetime) -> None:
        Announcement.objects.filter(enrolment__user=user).delete()
        own = Announcement.objects.filter(author=user)
        own.filter(confirmed_at__isnull=True).delete()
        own.update(takes_answers=False)
        subjects = [subject_of_announcement(pk) for pk in own.values_list("pk", flat=True)]
        told = Notice.objects.filter(kind__in=ANNOUNCEMENT_KINDS, subject__in=subjects)
        for notice in told.iterator(chunk_size=AT_A_TIME):
            notice.facts |= {"who": "", "address": ""}
            notice.save(update_fields=["facts"])


class CalendarLinks(PersonalRecords):
    model = CalendarLink
    title = _("The private link to your calendar")
    purpose = _("So that your calendar program shows your dates. Whoever has the link can read them.")
    kept = _("Until you stop it or erase your account.")
    fields = ("made_at",)
    deleted_on_erasure = True
