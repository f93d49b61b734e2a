"""What moves when an organiser moves dates, and what can't: worked out on copies, so that it can be shown first."""

from __future__ import annotations

import copy
import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from typing import Any, Literal
from zoneinfo import ZoneInfo

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cms.world.zones import instant
from courses.cohorts.enums import CohortState
from courses.cohorts.models import Cohort, LiveSession, Release
from courses.cohorts.planning.plan import A_MINUTE

Moved = Literal[
    "enrolment_opens", "enrolment_closes", "starts", "ends", "opens", "due", "quizzes_close", "session"
]
Why = Literal[
    "over",
    "promised",
    "past",
    "before_start",
    "after_end",
    "out_of_order",
    "before_others",
    "window",
    "whole_only",
    "with_first_day",
    "edited",
]
# For each date: its instant, and the column that holds its day.
DATES_OF_COHORT: dict[Moved, tuple[str, str]] = {
    "enrolment_opens": ("enrolment_opens_at", "enrolment_opens_on"),
    "enrolment_closes": ("enrolment_closes_at", "enrolment_closes_on"),
    "starts": ("starts_at", "starts"),
    "ends": ("ends_at", "ends"),
}
DATES_OF_RELEASE: dict[Moved, tuple[str, str]] = {
    "opens": ("opens_at", "day_offset"),
    "due": ("due_at", "due_offset"),
    "quizzes_close": ("last_submission_at", "last_submission_offset"),
}
DATES_OF_SESSION: dict[Moved, tuple[str, str]] = {"session": ("starts_at", "day_offset")}
# Exclusive ends.
ENDS: frozenset[Moved] = frozenset({"ends", "due", "quizzes_close", "enrolment_closes"})
WHY: dict[Why, Promise] = {
    "over": _("it has happened already"),
    "promised": _("the last day was promised, and only moves to a later one"),
    "past": _("it would lie in the past"),
    "before_start": _("it would lie before the first day"),
    "after_end": _("it would lie after the last day"),
    "out_of_order": _("the module would be due before it opens, or close before it is due"),
    "before_others": _("something that stays would lie after it"),
    "window": _("enrolment would close before it opens"),
    "whole_only": _("the first day moves with the whole cohort only: choose “All that lies ahead”"),
    "with_first_day": _("it moves together with the first day only"),
    "edited": _("it moves together with the first day only: change it where you edit the cohort"),
}


@dataclass(frozen=True)
class Scope:
    """What is to move, by `days`: one `release` by its id, everything from the local day `since` on, or the whole."""

    days: int
    release: int | None = None
    since: date | None = None

    @property
    def whole(self) -> bool:
        return self.release is None and self.since is None


@dataclass(frozen=True)
class Shift:
    """One date: it moves from `before` to `after`, or stays because of `why`. `thing` is what holds it."""

    moved: Moved
    thing: Cohort | Release | LiveSession
    before: datetime
    after: datetime
    why: Why | None = None

    @property
    def moves(self) -> bool:
        return self.why is None and self.after != self.before

    @property
    def reason(self) -> Promise | str:
        return WHY[self.why] if self.why else ""


@dataclass(frozen=True)
class Moving:
    """`cohort`, `releases` and `sessions` are copies as they would be afterwards.

    `anew` says whether any instant of them, one that has passed among them, is not what is stored.
    """

    cohort: Cohort
    releases: Sequence[Release]
    sessions: Sequence[LiveSession]
    shifts: Sequence[Shift]
    anew: bool

    @property
    def moving(self) -> list[Shift]:
        return [shift for shift in self.shifts if shift.moves]

    @property
    def staying(self) -> list[Shift]:
        return [shift for shift in self.shifts if shift.why]

    @property
    def seen(self) -> str:
        """A mark of exactly these shifts: who confirms says by it what they were shown."""
        said = [
            (shift.moved, shift.thing.pk, shift.before.isoformat(), shift.after.isoformat(), shift.why)
            for shift in self.shifts
        ]
        return hashlib.sha256(repr(said).encode()).hexdigest()[:24]


def work_out(
    cohort: Cohort,
    *,
    releases: Iterable[Release],
    sessions: Iterable[LiveSession],
    scope: Scope,
    now: datetime,
) -> Moving:
    """In the order of the dates. Nothing that was passed in is changed.

    What has happened stays. Before its first day all of a cohort moves by moving that day, unless it would lie in
    the past: then each date moves for itself. What is due goes with its module where both are ahead. The last day
    goes along with what moves to later days, and to an earlier one only with the first or in a draft.
    """
    return _Worker(cohort, releases, sessions, scope, now).work_out()


@dataclass
class _Dated:
    """Something with `dates`, as it is stored, and its copy. `why` has the dates that are asked to move, None where they do."""

    stored: Any
    copy: Any
    dates: Mapping[Moved, tuple[str, str]]
    why: dict[Moved, Why | None] = field(default_factory=dict)

    def goes(self, name: Moved) -> bool:
        return name in self.why and self.why[name] is None

    def going(self) -> list[Moved]:
        return [name for name in self.why if self.goes(name)]

    def before(self, name: Moved) -> Any:
        return getattr(self.stored, self.dates[name][0])

    def after(self, name: Moved) -> Any:
        return getattr(self.copy, self.dates[name][0])

    def place(self, name: Moved, *, by: Any, nothing: Any) -> None:
        _at, day = self.dates[name]
        if (stored := getattr(self.stored, day)) is not None:
            setattr(self.copy, day, stored + (by if self.goes(name) else nothing))

    def shifts(self) -> Iterator[Shift]:
        for name, why in self.why.items():
            yield Shift(name, self.stored, self.before(name), self.after(name), why)


class _Worker:
    def __init__(
        self,
        cohort: Cohort,
        releases: Iterable[Release],
        sessions: Iterable[LiveSession],
        scope: Scope,
        now: datetime,
    ) -> None:
        self.scope, self.now = scope, now
        self.stored, self.cohort = cohort, copy.copy(cohort)
        self.whole = _Dated(cohort, self.cohort, DATES_OF_COHORT)
        self.releases = [_Dated(each, self._copy(each), DATES_OF_RELEASE) for each in releases]
        self.sessions = [_Dated(each, self._copy(each), DATES_OF_SESSION) for each in sessions]
        self.anchored = self._moves_by_its_first_day()

    def _copy(self, dated: Any) -> Any:
        copied = copy.copy(dated)
        copied.cohort = self.cohort
        return copied

    def _moves_by_its_first_day(self) -> bool:
        """By no days, when instants are derived anew, everything does."""
        if not self.scope.whole or not self.scope.days:
            return self.scope.whole
        day = self.stored.starts + timedelta(days=self.scope.days)
        return self.now < min(self.stored.starts_at, instant(day, time(0), self.stored.time_zone))

    def work_out(self) -> Moving:
        within = [*self.releases, *self.sessions]
        self._ask_cohort()
        for dated in within:
            self._ask(dated)
        self._place()
        while self._take_back():
            self._place()
        everything = [self.whole, *within]
        shifts = [shift for dated in everything for shift in dated.shifts()]
        return Moving(
            self.cohort,
            [dated.copy for dated in self.releases],
            [dated.copy for dated in self.sessions],
            sorted(shifts, key=lambda shift: (shift.before, shift.moved, shift.thing.pk)),
            anew=any(d.before(name) != d.after(name) for d in everything for name in d.dates),
        )

    def _in_scope(self, at: datetime, *, last: bool, release: int | None = None) -> bool:
        """`last` for exclusive ends, which stand on the day before them."""
        if self.scope.release is not None:
            return release == self.scope.release
        if self.scope.since is not None:
            local = (at - A_MINUTE if last else at).astimezone(ZoneInfo(self.stored.time_zone))
            return local.date() >= self.scope.since
        return True

    def _ask(self, dated: _Dated) -> None:
        release = dated.stored.pk if isinstance(dated.stored, Release) else None
        for name in dated.dates:
            before = dated.before(name)
            if before is not None and self._in_scope(before, last=name in ENDS, release=release):
                over = before <= self.now or (name == "opens" and dated.stored.released_at is not None)
                dated.why[name] = "over" if over else None

    def _ask_cohort(self) -> None:
        """The first day, and enrolment, move all together or are said to stay."""
        if self.scope.release is not None:
            return
        from_the_start = self._in_scope(self.stored.starts_at, last=False)
        for name in DATES_OF_COHORT:
            before = self.whole.before(name)
            over, in_scope = before <= self.now, self._in_scope(before, last=name in ENDS)
            if name == "ends":
                if in_scope:
                    self.whole.why[name] = "over" if over else self._why_promised()
            elif self.anchored:
                if not (name == "enrolment_opens" and over):
                    self.whole.why[name] = "over" if over else None
            elif not over and (in_scope or from_the_start):
                self.whole.why[name] = self._why_not_alone(name)

    def _why_promised(self) -> Why | None:
        draft = self.stored.state == CohortState.DRAFT
        return "promised" if self.scope.days < 0 and not draft and not self.anchored else None

    def _why_not_alone(self, name: Moved) -> Why:
        if name == "starts":
            return "past" if self.scope.whole else "whole_only"
        can_be_edited = name == "enrolment_closes" or self.stored.state == CohortState.DRAFT
        return "edited" if can_be_edited else "with_first_day"

    def _place(self) -> None:
        """Days within are counted from the first day, which may itself have moved."""
        days = self.scope.days
        for name in DATES_OF_COHORT:
            self.whole.place(name, by=timedelta(days=days), nothing=timedelta(0))
        self.cohort.derive_instants()
        anchor = (self.cohort.starts - self.stored.starts).days
        for dated in (*self.releases, *self.sessions):
            for name in dated.dates:
                dated.place(name, by=days - anchor, nothing=-anchor)
            dated.copy.derive_instants()

    def _take_back(self) -> bool:
        """Of each thing one date that came to lie where it can't; whether there was any."""
        found = [
            (self.whole, self._misplaced_in_cohort()),
            *((release, self._misplaced_in(release)) for release in self.releases),
            *((session, self._misplaced_session(session)) for session in self.sessions),
        ]
        for dated, misplaced in found:
            if misplaced:
                dated.why[misplaced[0]] = misplaced[1]
        return any(misplaced for _dated, misplaced in found)

    def _misplaced_in_cohort(self) -> tuple[Moved, Why] | None:
        whole, cohort = self.whole, self.cohort
        for name in whole.going():
            if whole.after(name) <= self.now:
                return name, "past"
        if cohort.enrolment_opens_at >= cohort.enrolment_closes_at:
            enrolment: tuple[Moved, ...] = ("enrolment_closes", "enrolment_opens")
            for name in filter(whole.goes, enrolment):
                return name, "window"
        if whole.goes("ends") and self.scope.days < 0:
            if cohort.ends < cohort.starts:
                return "ends", "before_start"
            if self._would_outlast():
                return "ends", "before_others"
        return None

    def _would_outlast(self) -> bool:
        """Whether something that stays within the cohort as it is would lie after its last day."""
        staying = [
            (dated.before(name), dated.after(name))
            for dated in (self.whole, *self.releases)
            for name in dated.dates
            if name != "ends" and not dated.goes(name) and dated.before(name)
        ]
        staying += [(s.stored.ends_at, s.copy.ends_at) for s in self.sessions if not s.goes("session")]
        return any(before <= self.stored.ends_at and after > self.cohort.ends_at for before, after in staying)

    def _misplaced_in(self, release: _Dated) -> tuple[Moved, Why] | None:
        for name in release.going():
            at, days = release.after(name), self.scope.days
            if at <= self.now:
                return name, "past"
            if days > 0 and (at > self.cohort.ends_at or (name == "opens" and at == self.cohort.ends_at)):
                return name, "after_end"
            if days < 0 and name == "opens" and at < self.cohort.starts_at:
                return name, "before_start"
        shown = [name for name in release.dates if release.after(name) is not None]
        for first, second in pairwise(shown):
            one, other = release.after(first), release.after(second)
            if one < other or (first == "due" and one == other):
                continue
            # Of the two, the one that was moved towards the other goes back.
            for name in filter(release.goes, (first, second) if self.scope.days > 0 else (second, first)):
                return name, "out_of_order"
        return None

    def _misplaced_session(self, session: _Dated) -> tuple[Moved, Why] | None:
        if not session.goes("session"):
            return None
        if session.copy.starts_at <= self.now:
            return "session", "past"
        if session.copy.ends_at > self.cohort.ends_at:
            return "session", "after_end"
        return ("session", "before_start") if session.copy.starts_at < self.cohort.starts_at else None
