"""What is told of a trainee's own steps, and what trainees and those who help them tell each other."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import ClassVar

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cms.core.saying import say_when
from cms.networks.enums import WRITING_ROLES, Role
from cms.notices.enums import Urgency
from cms.notices.kinds import Facts, Kind, Quoted, instant
from cms.notices.models import Notice
from courses.cohorts.enums import CohortState
from courses.cohorts.models import Cohort, Enrolment
from courses.cohorts.notices import ReleaseKind
from courses.cohorts.own_dates import releases_of
from courses.learning.models import Announcement, HelpRequest, MistakeReport
from courses.learning.signs_of_life import quiet_at, silences

WEEK = timedelta(days=7)


class LackingNotice(ReleaseKind):
    """Of a due time that somebody has not met; told no more where it has moved since, for them or for all."""

    action = _("Continue the module")

    def is_stale(self, notice: Notice, *, now: datetime) -> bool:
        if super().is_stale(notice, now=now):
            return True
        enrolment = Enrolment.all_objects.select_related("cohort").get(pk=notice.facts["enrolment"])
        theirs = {release.pk: release for release in releases_of(enrolment).values()}
        release = theirs.get(notice.facts.get("release"))
        return release is None or release.due_at != instant(notice.facts["due_at"])


class DueNotice(LackingNotice):
    """One ahead; too late once it has passed."""

    def is_stale(self, notice: Notice, *, now: datetime) -> bool:
        due_at = instant(notice.facts["due_at"])
        return due_at is None or due_at <= now or super().is_stale(notice, now=now)


class DueInAWeek(DueNotice):
    key = "due_in_a_week"
    optional = _("A module is due within a week and you are not done")


class DueInThreeDays(DueNotice):
    key = "due_in_three_days"
    optional = _("A module is due within three days and you are not done")


class DueTomorrow(DueNotice):
    key = "due_tomorrow"
    optional = _("A module is due tomorrow and you are not done")
    urgency = Urgency.BY_DAY


class Overdue(LackingNotice):
    key = "overdue"
    optional = _("A module was due and you are not done")


class GoneSilent(Kind):
    """Told once for each silence: `since` is when it began."""

    key = "gone_silent"
    optional = _("You have not been in a course for ten days")
    facts = frozenset({"enrolment", "cohort", "course", "since"})
    says = {
        "course": _("the course"),
        "cohort": _("the cohort"),
        "since": _("the day since which they have not been seen"),
    }
    needed = frozenset({"course"})
    action = _("Go to your next step")

    def entry(self, notice: Notice) -> str:
        return reverse("learning:outline", args=[notice.facts["enrolment"]])

    def words(self, facts: Facts, *, zone: str) -> dict[str, str]:
        since = instant(facts["since"])
        return {
            "cohort": str(facts["cohort"]),
            "course": str(facts["course"]),
            "since": say_when(since, zone, style="date") if since else "",
        }

    def is_stale(self, notice: Notice, *, now: datetime) -> bool:
        """Whoever came back in the meantime, is on leave or has nothing to do is not called."""
        return not silences(quiet_at(now).filter(pk=notice.facts["enrolment"]), now=now)


class HelpAsked(Kind):
    """Goes to each who helps in the cohort; a reply to the e-mail reaches whoever asks."""

    key = "help_asked"
    called = _("A trainee asks for help")
    urgency = Urgency.AT_ONCE
    facts = frozenset({"help_request", "who", "address", "cohort", "question"})
    action = _("Open the admin")

    def entry(self, notice: Notice) -> str:
        return reverse("wagtailadmin_home")

    def reply_to(self, notice: Notice) -> list[str]:
        return [str(notice.facts["address"])]

    def is_stale(self, notice: Notice, *, now: datetime) -> bool:
        """Whoever asked may have had it erased."""
        return not HelpRequest.all_objects.filter(pk=notice.facts["help_request"]).exists()


class WeekInCohort(Kind):
    """Goes to each who helps in the cohort, once a week."""

    key = "week_in_cohort"
    optional = _("A week begins in a cohort in which you help")
    told_to = frozenset({Role.ORGANISER, Role.FACILITATOR})
    facts = frozenset({"cohort_id", "cohort", "course", "active", "behind", "silent", "done"})
    says = {
        "course": _("the course"),
        "cohort": _("the cohort"),
        "active": _("how many take part"),
        "behind": _("how many of them are behind"),
        "silent": _("how many of them have done nothing for ten days"),
        "done": _("how many have completed it"),
    }
    needed = frozenset({"cohort"})
    action = _("Write to them")

    def entry(self, notice: Notice) -> str:
        return reverse("announcement:list", args=[notice.facts["cohort_id"]])

    def is_stale(self, notice: Notice, *, now: datetime) -> bool:
        """What was so a week ago is told anew; of a cohort that has ended nobody is to be written to."""
        running = Cohort.all_objects.filter(pk=notice.facts["cohort_id"], state=CohortState.RUNNING)
        return notice.created_at <= now - WEEK or not running.exists()


class ModuleChanged(Kind):
    """Of a later edition of a module, to who completed an earlier one; what is new stands in its authors' words."""

    key = "module_changed"
    optional = _("A module that you completed has changed")
    facts = frozenset({"module", "network", "path", "news", "news_language"})
    says = {"module": _("the module"), "network": _("the network that owns it")}
    needed = frozenset({"module"})
    action = _("See the module")

    def entry(self, notice: Notice) -> str:
        return str(notice.facts["path"])

    def quoted(self, facts: Facts) -> Quoted:
        return Quoted.of(str(facts["news"]), language=str(facts["news_language"]))


class MistakeReported(Kind):
    """Goes to everybody who writes for the network that owns the module."""

    key = "mistake_reported"
    optional = _("Somebody reports a mistake in a module of your network")
    told_to = WRITING_ROLES
    facts = frozenset({"mistake", "lesson", "network", "reported"})
    says = {
        "lesson": _("the lesson"),
        "network": _("the network that owns it"),
        "reported": _("what was reported"),
    }
    needed = frozenset({"reported"})
    action = _("See the report")

    def entry(self, notice: Notice) -> str:
        return reverse("mistake:inspect", args=[notice.facts["mistake"]])

    def is_stale(self, notice: Notice, *, now: datetime) -> bool:
        return not MistakeReport.all_objects.open().filter(pk=notice.facts["mistake"]).exists()


class MistakeAnswered(Kind):
    key = "mistake_answered"
    called = _("An answer to a mistake that you reported")
    facts = frozenset({"lesson", "network", "reported", "answer"})
    says = {
        "lesson": _("the lesson"),
        "network": _("the network that owns it"),
        "reported": _("what was reported"),
        "answer": _("what its authors answer"),
    }
    needed = frozenset({"answer"})
    action = _("See what you have reported")

    def entry(self, notice: Notice) -> str:
        return reverse("learning:reports")


def subject_of_help(asked: HelpRequest) -> str:
    return f"help:{asked.pk}"


class Announced(Kind):
    """To many; its text stands in the language in which it was written, whatever the reader's."""

    key = "announcement"
    optional: ClassVar[str | Promise] = _("Who helps in your course writes to all of you, or to some")
    urgency = Urgency.BY_DAY
    facts = frozenset(
        {"announcement", "enrolment", "cohort", "who", "address", "title", "text", "text_language"}
    )
    action = _("Read it with your course")

    def entry(self, notice: Notice) -> str:
        return reverse(
            "learning:announcements",
            args=[notice.facts["enrolment"]],
            fragment=anchor_of_announcement(notice.facts["announcement"]),
        )

    def quoted(self, facts: Facts) -> Quoted:
        return Quoted.of(str(facts["text"]), language=str(facts["text_language"]))

    def reply_to(self, notice: Notice) -> list[str]:
        return [str(notice.facts["address"])] if notice.facts["address"] else []


class WrittenToOne(Announced):
    """To one person: not to be switched off, as a letter isn't."""

    key = "personal_message"
    called = _("Who helps in your course writes to you alone")
    optional = ""


ANNOUNCEMENT_KINDS = (Announced.key, WrittenToOne.key)


def subject_of_announcement(pk: int) -> str:
    return f"announcement:{pk}"


def anchor_of_announcement(pk: object) -> str:
    return f"a-{pk}"


def announcement_facts(announcement: Announcement) -> dict[str, object]:
    """What a notice of it says, all but the enrolment. `address` is empty where nobody may answer."""
    author = announcement.author
    return {
        "announcement": announcement.pk,
        "cohort": announcement.cohort.name,
        "who": author.get_full_name(),
        "address": author.email if announcement.takes_answers else "",
        "title": announcement.subject,
        "text": announcement.text,
        "text_language": announcement.language,
    }
