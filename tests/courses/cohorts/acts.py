"""The acts on cohorts and enrolments, found in the code; and what one comes to, for the tables of states."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db.models import Model

from cms.core.errors import Refusal
from cms.invitations.models import Invitation
from cms.notices.models import Notice
from cms.people.models import User
from courses.catalogue.models import CoursePage
from courses.cohorts import actions
from courses.cohorts.enums import ASKING_STATES, ENROLLED_STATES, CohortState, EnrolmentState, Entry
from courses.cohorts.models import Cohort, Enrolment, LiveSession, Release
from courses.editions.actions import take_syllabus
from courses.editions.models import Syllabus
from courses.learning.models import Progress
from tests.cast import NOW, Cast, make_cohort, make_course, make_module

# The cohort runs from 5 to 30 April 2027; enrolment is open in March.
OPEN_AT = datetime(2027, 3, 10, 9, tzinfo=UTC)
LEARNING_ACTS = ("courses.learning.actions.transfer", "courses.learning.actions.uniting")

# What an act came to, beside the code of a refusal and the state that it led to.
DONE, NOTHING, GONE = "— done —", "— nothing —", "— gone —"

NOT_ON_A_STATE = {
    "close_days": "of a network",
    "open_days": "of a network",
    "plan_cohort": "makes a cohort",
    "recompute_dates": "asked by a command when zones have changed: test_moving.py",
    "moving": "only says what `move` would do",
    "give_seat": "a part of acts",
    "settle_asking": "a part of acts",
    "begin_self_study": "a part of acts",
    "derive_own_dates": "a part of acts",
    "invite_to_seat": "a part of acts",
    "refuse_unless_free": "a part of acts",
    "take_back_letters": "a part of acts",
    "tell_followers": "a part of acts",
    "with_own_moves": "a part of acts",
}
# What names somebody's place in a cohort, as parameters are annotated.
OF_SOMEBODY = ("Enrolment", "Leave", "Extension", "Pair")


def public_acts() -> dict[str, Callable[..., object]]:
    """Every public function of the rooms' actions that is told `by` whom or the time: by name."""
    names = [f"{actions.__name__}.{module.name}" for module in pkgutil.iter_modules(actions.__path__)]
    found: dict[str, Callable[..., object]] = {}
    for module in map(importlib.import_module, (*names, *LEARNING_ACTS)):
        for name, function in inspect.getmembers(module, inspect.isfunction):
            if function.__module__ == module.__name__ and not name.startswith("_") and _is_told(function):
                assert name not in found, f"two acts are called {name}: the tables go by the name"
                found[name] = function
    return found


def _is_told(function: Callable[..., object]) -> bool:
    parameters = list(inspect.signature(function).parameters.values())
    said = {each.name for each in parameters if each.kind is each.KEYWORD_ONLY}
    return bool(said & {"by", "now"}) or bool(parameters and parameters[0].name == "now")


def acts_on_somebody() -> set[str]:
    """Those of them that are told whose place in a cohort they change, or who asks for one."""
    return {
        name
        for name, function in public_acts().items()
        for each in inspect.signature(function).parameters.values()
        if each.name == "user" or any(word in str(each.annotation) for word in OF_SOMEBODY)
    }


def lacking(table: Iterable[str], acts: set[str], *, where: str) -> list[str]:
    """What to do about acts without a line in the table, and about lines without an act.

    A line is called by its act, and, where one act has several, by what of it after a colon.
    """
    named = {line.partition(":")[0] for line in table}
    return [
        f"{name}: add a line to TABLE in {where}, with what it comes to in each state, and to DO how it is done; "
        "or, if it acts on neither cohort nor enrolment, to NOT_ON_A_STATE in acts.py with the reason."
        for name in sorted(acts - named - NOT_ON_A_STATE.keys())
    ] + [f"{name}: no act is called so any more; take it out of {where}." for name in sorted(named - acts)]


class Scene:
    """A cohort that one applies to, with three modules and a session on its third day; who acts is its organiser."""

    def __init__(self, cast: Cast, course: CoursePage, syllabus: Syllabus, *, state: CohortState) -> None:
        self.cast, self.by, self.course = cast, cast.organiser, course
        self.cohort = self.make("Spring", state)
        if state in {CohortState.RUNNING, CohortState.CLOSED, CohortState.ARCHIVED}:
            self.cohort.syllabus = syllabus
            self.cohort.save()
        self.session = LiveSession.objects.create(cohort=self.cohort, title="Call", day_offset=2)
        self.release: Release = self.cohort.releases.earliest("opens_at")

    def make(self, name: str, state: CohortState, **values: object) -> Cohort:
        said = {"state": state, "entry": Entry.APPROVAL, "capacity": 3} | values
        return make_cohort(self.cast.wacap, self.course, name, **said)

    def row(self, user: User, state: EnrolmentState, cohort: Cohort | None = None) -> Enrolment:
        """Who is `withdrawn` has never had a seat."""
        there = cohort or self.cohort
        return Enrolment.all_objects.create(
            cohort=there,
            user=user,
            state=state,
            language="en",
            syllabus=there.syllabus if state in ENROLLED_STATES else None,
            enrolled_at=NOW if state in ENROLLED_STATES else None,
            asked_at=NOW if state in ASKING_STATES else None,
            answer_by=OPEN_AT + timedelta(days=1) if state == EnrolmentState.OFFERED else None,
        )


def came_to(act: Callable[[], object], thing: Cohort | Enrolment) -> object:
    """The code of the refusal, which changed nothing; the state that it led to; or whether anything was written."""
    before = _everything()
    try:
        act()
    except Refusal as refusal:
        assert _everything() == before, "what is refused leaves everything as it is"
        return refusal.code
    found = type(thing).all_objects.filter(pk=thing.pk).values_list("state", flat=True).first()
    if found != thing.state:
        return GONE if found is None else type(thing.state)(found)
    return NOTHING if _everything() == before else DONE


def _everything() -> dict[type[Model], list[dict[str, object]]]:
    models = [*apps.get_app_config("cohorts").get_models(), Notice, Invitation, Progress]
    return {model: list(model._base_manager.order_by("pk").values()) for model in models}


@pytest.fixture(scope="module")
def course_and_syllabus(cast_of_module: Cast, django_db_blocker: Any) -> tuple[CoursePage, Syllabus]:
    """Goes with the transaction around the cast."""
    with django_db_blocker.unblock():
        modules = (make_module(cast_of_module.ejn, title) for title in ("One", "Two", "Three"))
        course = make_course(cast_of_module.wacap, "Working together", *modules)
        syllabus = take_syllabus(course, now=NOW)
    return course, syllabus
