"""What is told of a cohort's live sessions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import ClassVar

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cms.core.saying import say_when
from cms.notices.actions import write_notices
from cms.notices.calendar import Entry
from cms.notices.enums import Urgency
from cms.notices.kinds import Facts, Kind, instant, stamp
from cms.notices.models import Notice
from courses.cohorts.calendar import session_entry
from courses.cohorts.cohort_notices import cohort_facts
from courses.cohorts.enums import ENROLLING_STATES, LEARNING_STATES
from courses.cohorts.models import Enrolment, LiveSession
from courses.cohorts.notices import OWN_FACTS, readers_of

SESSION_WORDS = {
    "session": _("the session"),
    "course": _("the course"),
    "cohort": _("the cohort"),
    "time": _("when it begins, on the reader’s clock"),
    "local": _("when it begins, on the clock of the cohort"),
    "where": _("a sentence: where it takes place"),
}
SESSION_FACTS = frozenset(
    {"enrolment", "cohort", "course", "session", "session_id", "at", "until", "place", "online", "zone"}
)


# What is told of where the time stays, by the field of the session: where it is named now, and where it isn't any more.
NEWS: Mapping[str, tuple[Promise, Promise]] = {
    "place": (_("New place: %(place)s"), _("No place is named any more.")),
    "link": (_("It has a new link, which stands with your course."), _("It has no link any more.")),
    "minutes": (_("It now ends on %(until)s."), _("It now ends on %(until)s.")),
}


class SessionKind(Kind):
    """Of one session to one enrolment; told only while they take part and it is held then."""

    facts = SESSION_FACTS
    says = SESSION_WORDS
    needed = frozenset({"session", "time"})
    urgency = Urgency.BY_DAY
    action = _("Go to the session")
    is_held: ClassVar[bool] = True

    def entry(self, notice: Notice) -> str:
        return reverse("learning:outline", args=[notice.facts["enrolment"]], fragment="sessions")

    def words(self, facts: Facts, *, zone: str) -> dict[str, str]:
        at = _instant(facts["at"])
        return {
            "session": str(facts["session"]),
            "course": str(facts["course"]),
            "cohort": str(facts["cohort"]),
            "place": str(facts["place"]),
            "time": say_when(at, zone),
            "local": say_when(at, str(facts["zone"])),
        }

    def sentences(self, facts: Facts) -> dict[str, str | Promise]:
        if facts["place"]:
            return {"where": _("Place: %(place)s")}
        if facts["online"]:
            return {"where": _("It is a call: the link stands with your course.")}
        return {"where": _("Where it takes place stands with your course.")}

    def entries(self, notice: Notice) -> list[Entry]:
        facts = notice.facts
        return [
            session_entry(
                int(str(facts["session_id"])),
                starts=_instant(facts["at"]),
                ends=_instant(facts["until"]),
                title=str(facts["session"]),
                course=str(facts["course"]),
                cohort=str(facts["cohort"]),
                place=str(facts["place"]),
                changed=_instant(facts["moved_at"]),
                path=self.entry(notice),
                sequence=int(str(facts["sequence"])) + int(str(facts["turns"])),
                cancelled=not self.is_held,
            )
        ]

    def is_stale(self, notice: Notice, *, now: datetime) -> bool:
        """Also where it has moved since: that is told by itself."""
        at = _instant(notice.facts["at"])
        held = LiveSession.objects.held().filter(pk=notice.facts["session_id"], starts_at=at)
        taking_part = Enrolment.all_objects.filter(
            pk=notice.facts["enrolment"], state__in=LEARNING_STATES, cohort__state__in=ENROLLING_STATES
        )
        return at <= now or held.exists() != self.is_held or not taking_part.exists()


class SessionTomorrow(SessionKind):
    key = "session_tomorrow"
    optional = _("A live session is a day away")


class SessionSoon(SessionKind):
    key = "session_soon"
    optional = _("A live session begins within the hour")
    urgency = Urgency.AT_ONCE


class SessionMoved(SessionKind):
    key = "session_moved"
    called = _("A live session has moved")
    facts = SESSION_FACTS | {"before"}
    says = SESSION_WORDS | {"before": _("when it would have begun, on the reader’s clock")}
    needed = frozenset({"session", "before", "time"})

    def words(self, facts: Facts, *, zone: str) -> dict[str, str]:
        return super().words(facts, zone=zone) | {"before": say_when(_instant(facts["before"]), zone)}


class SessionChanged(SessionKind):
    key = "session_changed"
    called = _("The place, the link or the length of a live session has changed")
    facts = SESSION_FACTS | {"changed"}
    says = SESSION_WORDS | {"news": _("what is new: the place, the link, when it ends")}
    needed = frozenset({"session", "news"})

    def words(self, facts: Facts, *, zone: str) -> dict[str, str]:
        return super().words(facts, zone=zone) | {"until": say_when(_instant(facts["until"]), zone)}

    def sentences(self, facts: Facts) -> dict[str, str | Promise]:
        return super().sentences(facts) | {"news": "\n\n".join(str(each) for each in _news(facts))}


class SessionCancelled(SessionKind):
    key = "session_cancelled"
    called = _("A live session is cancelled")
    action = _("Go to the course")
    is_held = False

    def is_stale(self, notice: Notice, *, now: datetime) -> bool:
        return _instant(notice.facts["at"]) <= now


def tell_that_it_is_near(session: LiveSession, *, soon: bool, now: datetime) -> int:
    return _tell(session, SessionSoon.key if soon else SessionTomorrow.key, now=now)


def tell_of_moved_session(session: LiveSession, *, before: datetime, now: datetime) -> int:
    return _tell(session, SessionMoved.key, more={"before": stamp(before)}, now=now)


def tell_of_changed_session(session: LiveSession, *, changed: Sequence[str], now: datetime) -> int:
    """`changed` are keys of `NEWS`."""
    return _tell(session, SessionChanged.key, more={"changed": list(changed)}, now=now)


def tell_of_cancelled_session(session: LiveSession, *, now: datetime) -> int:
    return _tell(session, SessionCancelled.key, now=now)


def _tell(session: LiveSession, kind: str, *, more: dict[str, object] | None = None, now: datetime) -> int:
    cohort = session.cohort
    of_cohort = cohort_facts(cohort)

    def facts(language: str) -> Facts:
        shared = of_cohort(language)
        return {name: shared[name] for name in ("cohort", "course", "zone")} | {
            "session": session.title,
            "session_id": session.pk,
            "at": stamp(session.starts_at),
            "until": stamp(session.ends_at),
            "place": session.place,
            "online": bool(session.link),
            "sequence": session.sequence + cohort.sequence,
            "moved_at": stamp(max(session.moved_at, cohort.moved_at)),
            **(more or {}),
        }

    taking_part = Enrolment.all_objects.filter(cohort=cohort, state__in=LEARNING_STATES)
    return write_notices(
        readers_of(taking_part),
        kind=kind,
        subject=f"session:{session.pk}",
        occasion=f"{stamp(session.starts_at)}/{session.sequence}" if more else stamp(session.starts_at),
        facts=facts,
        own=OWN_FACTS,
        network=cohort.network,
        due=now,
        now=now,
    )


def _news(facts: Facts) -> list[Promise]:
    changed = facts["changed"]
    assert isinstance(changed, list)
    gone = {"place": not facts["place"], "link": not facts["online"]}
    return [NEWS[name][gone.get(name, False)] for name in changed]


def _instant(fact: object) -> datetime:
    at = instant(fact)
    assert at is not None
    return at
