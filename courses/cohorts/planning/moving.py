"""What moves when an organiser moves dates, and what can't: worked out on copies, so that it can be shown first."""

from __future__ import annotations

import copy
import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any, Literal
from zoneinfo import ZoneInfo

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from courses.cohorts.enums import CohortState
from courses.cohorts.models import Cohort, LiveSession, Release
from courses.cohorts.planning.plan import A_MINUTE

Moved = Literal[
    "enrolment_opens", "enrolment_closes", "starts", "ends", "opens", "due", "quizzes_close", "session"
]
Why = Literal["over", "promised", "past", "after_end", "out_of_order"]
# For each date of a release: its instant, and the column that holds its day.
DATES_OF_RELEASE: dict[Moved, tuple[str, str]] = {
    "opens": ("opens_at", "day_offset"),
    "due": ("due_at", "due_offset"),
    "quizzes_close": ("last_submission_at", "last_submission_offset"),
}
# Exclusive ends.
ENDS: frozenset[Moved] = frozenset({"ends", "due", "quizzes_close", "enrolment_closes"})
WHY: dict[Why, Promise] = {
    "over": _("it has happened already"),
    "promised": _("the last day was promised, and only moves to a later one"),
    "past": _("it would lie in the past"),
    "after_end": _("it would lie after the last day"),
    "out_of_order": _("the module would be due before it opens, or close before it is due"),
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
    """`cohort`, `releases` and `sessions` are copies as they would be afterwards."""

    cohort: Cohort
    releases: Sequence[Release]
    sessions: Sequence[LiveSession]
    shifts: Sequence[Shift]

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

    What has happened stays. What is due goes with its module where both are ahead. The last day goes along with
    what moves to later days, and never to an earlier one once it was announced.
    """
    return _Worker(cohort, scope, now).work_out(releases, sessions)


class _Worker:
    def __init__(self, cohort: Cohort, scope: Scope, now: datetime) -> None:
        self.scope, self.now = scope, now
        self.stored, self.cohort = cohort, copy.copy(cohort)
        self.by = timedelta(days=scope.days)
        # Before its first day all of a cohort moves by moving that day.
        self.anchor_moves = scope.whole and now < cohort.starts_at

    def work_out(self, releases: Iterable[Release], sessions: Iterable[LiveSession]) -> Moving:
        shifts = list(self._cohort())
        after_releases, after_sessions = [], []
        for release in releases:
            moved = self._copy(release)
            shifts += self._release(release, moved)
            after_releases.append(moved)
        for session in sessions:
            moved = self._copy(session)
            shifts += self._session(session, moved)
            after_sessions.append(moved)
        shown = sorted(shifts, key=lambda shift: (shift.before, shift.moved, shift.thing.pk))
        return Moving(self.cohort, after_releases, after_sessions, shown)

    def _copy(self, dated: Any) -> Any:
        copied = copy.copy(dated)
        copied.cohort = self.cohort
        return copied

    def _in_scope(self, at: datetime, *, last: bool, release: int | None = None) -> bool:
        """`last` for exclusive ends, which stand on the day before them."""
        if self.scope.release is not None:
            return release == self.scope.release
        if self.scope.since is not None:
            local = (at - A_MINUTE if last else at).astimezone(ZoneInfo(self.stored.time_zone))
            return local.date() >= self.scope.since
        return True

    def _cohort(self) -> Iterator[Shift]:
        if self.scope.release is not None:
            return
        stored, cohort = self.stored, self.cohort
        held: list[tuple[Moved, str, str]] = [("ends", "ends", "ends_at")]
        if self.anchor_moves:
            held += [
                ("starts", "starts", "starts_at"),
                ("enrolment_closes", "enrolment_closes_on", "enrolment_closes_at"),
                ("enrolment_opens", "enrolment_opens_on", "enrolment_opens_at"),
            ]
        reasons: dict[Moved, Why | None] = {}
        for moved, day, at in held:
            if not self._in_scope(getattr(stored, at), last=moved in ENDS):
                continue
            if moved == "enrolment_opens" and getattr(stored, at) <= self.now:
                continue
            reasons[moved] = self._why_not(moved, getattr(stored, at))
            if reasons[moved] is None:
                setattr(cohort, day, getattr(stored, day) + self.by)
        cohort.derive_instants()
        for moved, _day, at in held:
            if moved in reasons:
                yield Shift(moved, stored, getattr(stored, at), getattr(cohort, at), reasons[moved])

    def _why_not(self, moved: Moved, before: datetime) -> Why | None:
        if before <= self.now:
            return "over"
        promised = self.stored.state != CohortState.DRAFT and not self.anchor_moves
        if moved == "ends" and promised and self.scope.days < 0:
            return "promised"
        return "past" if before + self.by <= self.now else None

    def _release(self, stored: Release, moved: Release) -> Iterator[Shift]:
        """Takes back, one after the other, what would come to lie where it can't."""
        reasons: dict[Moved, Why | None] = {}
        for name, (at, _day) in DATES_OF_RELEASE.items():
            before = getattr(stored, at)
            if before is not None and self._in_scope(before, last=name in ENDS, release=stored.pk):
                over = before <= self.now or (name == "opens" and stored.released_at is not None)
                reasons[name] = "over" if over else None
        self._place(stored, moved, reasons)
        while misplaced := self._misplaced(moved, reasons):
            reasons[misplaced[0]] = misplaced[1]
            self._place(stored, moved, reasons)
        for name, why in reasons.items():
            at, _day = DATES_OF_RELEASE[name]
            yield Shift(name, stored, getattr(stored, at), getattr(moved, at), why)

    def _place(self, stored: Release, moved: Release, reasons: dict[Moved, Why | None]) -> None:
        """Days are counted from the first day, which may itself have moved."""
        anchor = (self.cohort.starts - self.stored.starts).days
        for name, (_at, day) in DATES_OF_RELEASE.items():
            if (offset := getattr(stored, day)) is not None:
                moves = name in reasons and reasons[name] is None
                setattr(moved, day, offset + (self.scope.days if moves else 0) - anchor)
        moved.derive_instants()

    def _misplaced(self, moved: Release, reasons: dict[Moved, Why | None]) -> tuple[Moved, Why] | None:
        there = {name: getattr(moved, at) for name, (at, _day) in DATES_OF_RELEASE.items()}
        moves = [name for name, why in reasons.items() if why is None]
        for name in moves:
            if there[name] <= self.now:
                return name, "past"
            if there[name] > self.cohort.ends_at:
                return name, "after_end"
        shown = [name for name in DATES_OF_RELEASE if there[name] is not None]
        for first, second in pairwise(shown):
            if there[first] < there[second] or (first == "due" and there[first] == there[second]):
                continue
            # Of the two, the one that was moved towards the other goes back.
            return (first if self.scope.days > 0 and first in moves else second), "out_of_order"
        return None

    def _session(self, stored: LiveSession, moved: LiveSession) -> Iterator[Shift]:
        if not self._in_scope(stored.starts_at, last=False):
            return
        why: Why | None = None
        if stored.starts_at <= self.now:
            why = "over"
        else:
            if not self.anchor_moves:
                moved.day_offset = stored.day_offset + self.scope.days
            moved.derive_instants()
            if moved.starts_at <= self.now:
                why = "past"
            elif moved.ends_at > self.cohort.ends_at or moved.starts_at < self.cohort.starts_at:
                why = "after_end"
        if why is not None:
            moved.day_offset = stored.day_offset - (self.cohort.starts - self.stored.starts).days
            moved.derive_instants()
        yield Shift("session", stored, stored.starts_at, moved.starts_at, why)
