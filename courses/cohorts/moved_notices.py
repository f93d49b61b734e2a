"""What is told when dates of a cohort have moved: one notice for each person, whatever moved."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from functools import cache, partial
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cms.core.saying import say_when
from cms.notices.actions import write_notices
from cms.notices.calendar import Entry
from cms.notices.enums import Urgency
from cms.notices.kinds import Facts, Kind, instant, stamp
from cms.notices.models import Notice
from courses.cohorts.calendar import day_entry, due_entry, session_entry
from courses.cohorts.cohort_notices import COHORT_FACTS, COHORT_WORDS, cohort_facts, cohort_words
from courses.cohorts.course_titles import module_titles
from courses.cohorts.enums import ENROLLED_STATES, ENROLLING_STATES, OFFERED_STATES
from courses.cohorts.models import Cohort, Enrolment, LiveSession, Release
from courses.cohorts.notices import OWN_FACTS, readers_of
from courses.cohorts.own_dates import releases_by_enrolment
from courses.cohorts.planning.moving import ENDS, Moved, Shift
from courses.editions.reading import taught_syllabus

# Only organisers look at when enrolment opens and closes.
TOLD: frozenset[Moved] = frozenset({"starts", "ends", "opens", "due", "quizzes_close", "session"})
SENTENCES: dict[str, Promise] = {
    "starts": _("The course begins: %(after)s (was: %(before)s)."),
    "ends": _("The course ends: %(after)s (was: %(before)s)."),
    "opens": _("“%(title)s” opens: %(after)s (was: %(before)s)."),
    "due": _("“%(title)s” is due: %(after)s (was: %(before)s)."),
    "quizzes_close": _("The quizzes of “%(title)s” close: %(after)s (was: %(before)s)."),
    "session": _("Live session “%(title)s”: %(after)s (was: %(before)s)."),
}
ATTACHED = _("What is in the attached calendar file takes the place of what you have.")


class DatesMoved(Kind):
    key = "dates_moved"
    called = _("Dates of a cohort have moved")
    urgency = Urgency.BY_DAY
    facts = COHORT_FACTS | {"moves"}
    says = COHORT_WORDS | {
        "dates": _("each date that has moved, with the one before, on the reader’s clock"),
        "calendar": _("a sentence: that a calendar file is attached, where one is"),
    }
    needed = frozenset({"course", "dates"})
    action = _("See the dates of the course")

    def entry(self, notice: Notice) -> str:
        return reverse("learning:outline", args=[notice.facts["enrolment"]])

    def words(self, facts: Facts, *, zone: str) -> dict[str, str]:
        dates = "\n\n".join(_said(move, zone=zone) for move in _moves(facts))
        return cohort_words(facts) | {"dates": dates}

    def sentences(self, facts: Facts) -> dict[str, str | Promise]:
        attached = any(_has_entry(move) for move in _moves(facts))
        return {"calendar": ATTACHED if attached else ""}

    def entries(self, notice: Notice) -> list[Entry]:
        path = self.entry(notice)
        moves = filter(_has_entry, _moves(notice.facts))
        return [_calendar_entry(notice.facts, move, path=path) for move in moves]

    def is_stale(self, notice: Notice, *, now: datetime) -> bool:
        """Not once they have left, or the cohort is cancelled: that is told by itself."""
        states = OFFERED_STATES | ENROLLING_STATES
        there = Enrolment.all_objects.filter(
            pk=notice.facts["enrolment"], state__in=ENROLLED_STATES, cohort__state__in=states
        )
        return not there.exists()


def tell_of_moved_dates(
    cohort: Cohort,
    shifts: Sequence[Shift],
    *,
    to: Enrolment | None = None,
    without: Sequence[Enrolment] = (),
    now: datetime,
) -> int:
    """In the transaction that moves them, with the shifts' things saved; how many are told.

    Everybody who is enrolled, all but `without`, or only `to`, whose own dates these are.
    """
    if to is not None:
        return tell_each_of_moved_dates(cohort, [(to, shifts)], now=now)
    told = [shift for shift in shifts if shift.moved in TOLD]
    if not told:
        return 0
    rows = {("release", each.pk): each for each in cohort.releases.all()} | _sessions(cohort)
    titles = cache(partial(_titles, cohort, told))
    return _write(
        cohort,
        Enrolment.all_objects.exclude(pk__in=[each.pk for each in without]),
        facts=lambda language: {
            "moves": [_fact(shift, stored=rows, titles=titles(language)) for shift in told]
        },
        now=now,
    )


def tell_each_of_moved_dates(
    cohort: Cohort, moved: Iterable[tuple[Enrolment, Sequence[Shift]]], *, now: datetime
) -> int:
    """Tells each of these people what moved for them; as many queries for one person as for 300."""
    theirs = [(each, [shift for shift in shifts if shift.moved in TOLD]) for each, shifts in moved]
    told = {each.user_id: (each, shifts) for each, shifts in theirs if shifts}
    if not told:
        return 0
    people = [each for each, _shifts in told.values()]
    own, sessions = releases_by_enrolment(people), _sessions(cohort)
    titles = cache(partial(_titles, cohort, [shift for _each, shifts in told.values() for shift in shifts]))

    def of_each(user: int, language: str) -> Facts:
        enrolment, shifts = told[user]
        rows = {("release", release.pk): release for release in own[enrolment.pk].values()} | sessions
        return {"moves": [_fact(shift, stored=rows, titles=titles(language)) for shift in shifts]}

    return _write(
        cohort, Enrolment.all_objects.filter(pk__in=[each.pk for each in people]), each=of_each, now=now
    )


def _write(
    cohort: Cohort,
    enrolments: QuerySet[Enrolment],
    *,
    facts: Callable[[str], Facts] | None = None,
    each: Callable[[int, str], Facts] | None = None,
    now: datetime,
) -> int:
    """Who only holds an offer is not told: the course is not open to them yet."""
    of_cohort = cohort_facts(cohort)
    return write_notices(
        readers_of(enrolments.filter(cohort=cohort, state__in=ENROLLED_STATES)),
        kind=DatesMoved.key,
        subject=f"cohort:{cohort.pk}",
        occasion=stamp(now),
        facts=lambda language: {**of_cohort(language), **(facts(language) if facts else {})},
        own=OWN_FACTS,
        each=each,
        network=cohort.network,
        due=now,
        now=now,
    )


def _sessions(cohort: Cohort) -> dict[tuple[str, int], Any]:
    return {("session", each.pk): each for each in cohort.sessions.all()}


def _titles(cohort: Cohort, shifts: Sequence[Shift], language: str) -> Mapping[uuid.UUID, str]:
    """As the modules are taught, once they are; before, as their pages say."""
    if cohort.syllabus_id:
        return {module.key: module.title for module in taught_syllabus(cohort.syllabus_id, language).modules}
    keys = [shift.thing.module_key for shift in shifts if isinstance(shift.thing, Release)]
    return module_titles(keys, language)


def _fact(
    shift: Shift, *, stored: Mapping[tuple[str, int], Any], titles: Mapping[uuid.UUID, str]
) -> dict[str, Any]:
    fact = {"moved": shift.moved, "before": stamp(shift.before), "after": stamp(shift.after), "title": ""}
    if isinstance(shift.thing, Release):
        row = stored["release", shift.thing.pk]
        fact |= {"title": titles.get(row.module_key, ""), "id": row.pk, "sequence": row.sequence}
    elif isinstance(shift.thing, LiveSession):
        row = stored["session", shift.thing.pk]
        fact |= {"title": row.title, "id": row.pk, "sequence": row.sequence}
        fact |= {"until": stamp(row.ends_at), "place": row.place}
    return fact


def _moves(facts: Facts) -> list[dict[str, Any]]:
    moves = facts["moves"]
    assert isinstance(moves, list)
    return moves


def _said(move: Mapping[str, Any], *, zone: str) -> str:
    last = move["moved"] in ENDS
    before, after = instant(move["before"]), instant(move["after"])
    assert before is not None
    assert after is not None
    return str(SENTENCES[move["moved"]]) % {
        "title": move["title"],
        "before": say_when(before, zone, last=last),
        "after": say_when(after, zone, last=last),
    }


def _has_entry(move: Mapping[str, Any]) -> bool:
    """When a module opens, or its quizzes close, is no entry of its own in e-mails."""
    return move["moved"] in {"starts", "ends", "due", "session"}


def _calendar_entry(facts: Facts, move: Mapping[str, Any], *, path: str) -> Entry:
    """As it stands in the person's calendar."""
    at, changed = instant(move["after"]), instant(facts["moved_at"])
    assert at is not None
    assert changed is not None
    turns = int(str(facts["sequence"])) + int(str(facts["turns"]))
    course, cohort = str(facts["course"]), str(facts["cohort"])
    if move["moved"] in {"starts", "ends"}:
        key = "first" if move["moved"] == "starts" else "last"
        return day_entry(
            int(str(facts["cohort_id"])),
            key,
            at=at,
            course=course,
            cohort=cohort,
            changed=changed,
            path=path,
            sequence=turns,
        )
    if move["moved"] == "due":
        return due_entry(
            move["id"],
            due_at=at,
            module=move["title"],
            course=course,
            cohort=cohort,
            changed=changed,
            path=path,
            sequence=turns + move["sequence"],
        )
    until = instant(move["until"])
    assert until is not None
    return session_entry(
        move["id"],
        starts=at,
        ends=until,
        title=move["title"],
        course=course,
        cohort=cohort,
        place=move["place"],
        changed=changed,
        path=f"{path}#sessions",
        sequence=turns + move["sequence"],
    )
