"""What is told when dates of a cohort have moved: one notice for each person, whatever moved."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

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
from courses.cohorts.enums import ENROLLING_STATES, OFFERED_STATES, SEATED_STATES
from courses.cohorts.models import Cohort, Enrolment, LiveSession, Release
from courses.cohorts.notices import OWN_FACTS, readers_of
from courses.cohorts.own_dates import releases_of
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


class DatesMoved(Kind):
    key = "dates_moved"
    called = _("Dates of a cohort have moved")
    urgency = Urgency.BY_DAY
    facts = COHORT_FACTS | {"moves"}
    says = COHORT_WORDS | {"dates": _("each date that has moved, with the one before, on the reader’s clock")}
    needed = frozenset({"course", "dates"})
    action = _("See the dates of the course")

    def entry(self, notice: Notice) -> str:
        return reverse("learning:outline", args=[notice.facts["enrolment"]])

    def words(self, facts: Facts, *, zone: str) -> dict[str, str]:
        dates = "\n\n".join(_said(move, zone=zone) for move in _moves(facts))
        return cohort_words(facts) | {"dates": dates}

    def entries(self, notice: Notice) -> list[Entry]:
        path = self.entry(notice)
        made = (_calendar_entry(notice.facts, move, path=path) for move in _moves(notice.facts))
        return [entry for entry in made if entry]

    def is_stale(self, notice: Notice, *, now: datetime) -> bool:
        """Not once they have left, or the cohort is cancelled: that is told by itself."""
        states = OFFERED_STATES | ENROLLING_STATES
        there = Enrolment.all_objects.filter(
            pk=notice.facts["enrolment"], state__in=SEATED_STATES, cohort__state__in=states
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

    Everybody with a seat, all but `without`, or only `to`, whose own dates these are.
    """
    told = [shift for shift in shifts if shift.moved in TOLD]
    if not told:
        return 0
    of_cohort = cohort_facts(cohort)
    stored = {
        **{
            ("release", each.pk): each for each in (releases_of(to).values() if to else cohort.releases.all())
        },
        **{("session", each.pk): each for each in cohort.sessions.all()},
    }
    seated = Enrolment.all_objects.filter(cohort=cohort, state__in=SEATED_STATES)
    seated = seated.filter(pk=to.pk) if to else seated.exclude(pk__in=[each.pk for each in without])

    def facts(language: str) -> Facts:
        titles = _titles(cohort, told, language)
        return of_cohort(language) | {
            "moves": [_fact(shift, stored=stored, titles=titles) for shift in told],
        }

    return write_notices(
        readers_of(seated),
        kind=DatesMoved.key,
        subject=f"cohort:{cohort.pk}",
        occasion=stamp(now),
        facts=facts,
        own=OWN_FACTS,
        network=cohort.network,
        due=now,
        now=now,
    )


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


def _calendar_entry(facts: Facts, move: Mapping[str, Any], *, path: str) -> Entry | None:
    """As it stands in the person's calendar; none for what has no entry there of its own in e-mails."""
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
    until = instant(move.get("until"))
    if move["moved"] != "session" or until is None:
        return None
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
