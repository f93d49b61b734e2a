"""What happens to a cohort by itself, at the second at which it is due and not before."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from cms.core.sweep import sweep
from cms.notices.models import Notice
from courses.catalogue.models import CoursePage, LessonPage, ModulePage
from courses.cohorts.actions import (
    announce,
    close_cohorts,
    enrol,
    open_enrolment,
    plan_cohort,
    release_due,
    start_cohorts,
)
from courses.cohorts.enums import CohortState, EnrolmentState
from courses.cohorts.models import Cohort, Enrolment, Release
from tests.cast import NOW, Cast, make_cohort, make_course, make_module

SECOND = timedelta(seconds=1)
Step = Callable[[datetime], int]


@pytest.fixture
def course(cast: Cast) -> CoursePage:
    return make_course(
        cast.wacap, "Working together", make_module(cast.ejn, "Requests"), make_module(cast.ejn, "Evidence")
    )


@pytest.fixture
def cohort(cast: Cast, course: CoursePage) -> Cohort:
    """In Bangkok, GMT+7: first day 5 April 2027, modules on days 0 and 7 at 09:00."""
    return make_cohort(cast.wacap, course, "Spring", time_zone="Asia/Bangkok")


def state_of(cohort: Cohort) -> str:
    return Cohort.all_objects.values_list("state", flat=True).get(pk=cohort.pk)


def put(cohort: Cohort, state: CohortState) -> None:
    Cohort.all_objects.filter(pk=cohort.pk).update(state=state)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("step", "before", "after", "due"),
    [
        (open_enrolment, CohortState.ANNOUNCED, CohortState.OPEN, "2027-03-01T02:00"),
        (start_cohorts, CohortState.OPEN, CohortState.RUNNING, "2027-04-04T17:00"),
        (close_cohorts, CohortState.RUNNING, CohortState.CLOSED, "2027-04-30T17:00"),
    ],
)
def test_each_step_at_its_second(
    cohort: Cohort, step: Step, before: CohortState, after: CohortState, due: str
) -> None:
    put(cohort, before)
    assert step(at(due) - SECOND) == 0
    assert state_of(cohort) == before
    assert step(at(due)) == 1
    assert state_of(cohort) == after
    assert step(at(due) + SECOND) == 0


def test_modules_are_released_at_their_second_and_once(cast: Cast, cohort: Cohort) -> None:
    enrolment = Enrolment.all_objects.create(cohort=cohort, user=cast.trainee, language="en", enrolled_at=NOW)
    put(cohort, CohortState.OPEN)
    start_cohorts(cohort.starts_at)
    for due in (at("2027-04-05T02:00"), at("2027-04-12T02:00")):
        assert release_due(due - SECOND) == 0
        assert release_due(due) == 1
        assert release_due(due) == 0
    assert [r.released_at for r in cohort.releases.order_by("opens_at")] == [
        at("2027-04-05T02:00"),
        at("2027-04-12T02:00"),
    ]
    enrolment.refresh_from_db()
    assert enrolment.syllabus_id is not None
    assert Notice.objects.filter(recipient=cast.trainee, kind="module_released").count() == 2


@pytest.mark.parametrize("state", sorted(set(CohortState) - {CohortState.RUNNING}))
def test_only_a_running_cohort_releases(cohort: Cohort, state: CohortState) -> None:
    put(cohort, state)
    assert release_due(cohort.ends_at) == 0


def test_enrolment_ends_at_the_second_and_the_sweep_need_not_have_run(cast: Cast, cohort: Cohort) -> None:
    put(cohort, CohortState.OPEN)
    ends = at("2027-03-31T17:00")
    assert list(Cohort.all_objects.enrolling_at(ends - SECOND)) == [cohort]
    assert not Cohort.all_objects.enrolling_at(ends).exists()
    assert enrol(cohort, user=cast.trainee, now=ends - SECOND).state == EnrolmentState.ACTIVE


def test_a_whole_life_by_the_sweep_alone(cast: Cast, cohort: Cohort) -> None:
    announce(cohort, by=cast.organiser, now=NOW - timedelta(days=5))
    states = []
    for moment in (
        cohort.enrolment_opens_at,
        cohort.starts_at,
        cohort.releases.all()[0].opens_at,
        cohort.releases.all()[1].opens_at,
        cohort.ends_at,
    ):
        done = sweep(moment)
        states.append((state_of(cohort), {step: count for step, count in done.items() if count}))
        assert set(sweep(moment).values()) == {0}
    assert states == [
        ("open", {"open_enrolment": 1}),
        ("running", {"start_cohorts": 1, "index_passages": 2}),
        ("running", {"release_due": 1}),
        ("running", {"release_due": 1}),
        ("closed", {"close_cohorts": 1}),
    ]


def test_a_sweep_that_comes_twelve_hours_late_catches_up_in_order(cast: Cast, cohort: Cohort) -> None:
    announce(cohort, by=cast.organiser, now=NOW - timedelta(days=5))
    enrolled = Enrolment.all_objects.create(cohort=cohort, user=cast.trainee, language="en", enrolled_at=NOW)
    late = cohort.starts_at + timedelta(hours=12)
    done = sweep(late)
    assert (done["open_enrolment"], done["start_cohorts"], done["release_due"]) == (1, 1, 1)
    assert state_of(cohort) == CohortState.RUNNING
    first, second = cohort.releases.order_by("opens_at")
    assert (first.released_at, second.released_at) == (late, None)
    told = Notice.objects.filter(recipient=cast.trainee).order_by("pk").values_list("kind", "occasion")
    assert list(told) == [
        ("cohort_started", cohort.starts.isoformat()),
        ("module_released", first.opens_at.isoformat()),
    ]
    enrolled.refresh_from_db()
    assert enrolled.syllabus_id is not None


def test_a_sweep_that_slept_through_a_whole_cohort_ends_it_in_one_go(cast: Cast, cohort: Cohort) -> None:
    announce(cohort, by=cast.organiser, now=NOW - timedelta(days=5))
    Enrolment.all_objects.create(cohort=cohort, user=cast.trainee, language="en", enrolled_at=NOW)
    sweep(cohort.ends_at + timedelta(hours=12))
    assert state_of(cohort) == CohortState.CLOSED
    assert Enrolment.all_objects.get().state == EnrolmentState.NOT_COMPLETED
    assert cohort.releases.filter(released_at__isnull=True).count() == 0


def test_the_modules_are_those_announced_each_as_it_is_at_the_start(cast: Cast, cohort: Cohort) -> None:
    announce(cohort, by=cast.organiser, now=NOW)
    module = ModulePage.objects.get(title="Requests")
    lesson = LessonPage.objects.child_of(module).get()
    lesson.title = "Requests, written anew"
    lesson.save_revision().publish()
    module.save_revision().publish()
    sweep(cohort.starts_at)
    cohort.refresh_from_db()
    lines = cohort.syllabus.lines.select_related("edition")
    assert [line.edition.number for line in lines] == [2, 1]


def test_one_cohort_that_can_not_start_keeps_no_other_from_starting(
    cast: Cast, cohort: Cohort, course: CoursePage, caplog: pytest.LogCaptureFixture
) -> None:
    broken = make_cohort(
        cast.wacap,
        make_course(cast.wacap, "Never ready", make_module(cast.ejn, "Empty", lessons=0)),
        "Broken",
        starts=date(2027, 4, 1),
        state=CohortState.OPEN,
    )
    put(cohort, CohortState.OPEN)
    with pytest.raises(Exception, match="nothing was ever published"):
        start_cohorts(cohort.starts_at)
    assert (state_of(cohort), state_of(broken)) == (CohortState.RUNNING, CohortState.OPEN)
    assert "sweep.row_failed" in [getattr(record, "event", "") for record in caplog.records]


def test_a_cohort_whose_course_was_unpublished_after_the_announcement_still_starts(
    cast: Cast, cohort: Cohort, course: CoursePage
) -> None:
    announce(cohort, by=cast.organiser, now=NOW)
    course.unpublish()
    sweep(cohort.starts_at)
    assert state_of(cohort) == CohortState.RUNNING


# Zones and clock changes


def test_offsets_keep_their_time_of_day_across_a_clock_change(cast: Cast, course: CoursePage) -> None:
    """Paris goes from GMT+1 to GMT+2 on 28 March 2027: 09:00 stays 09:00."""
    cohort = make_cohort(
        cast.wacap,
        course,
        "Spring",
        time_zone="Europe/Paris",
        enrolment_closes_on=date(2027, 3, 20),
        starts=date(2027, 3, 22),
        ends=date(2027, 4, 9),
    )
    first, second = cohort.releases.order_by("opens_at")
    assert (first.opens_at, first.due_at) == (at("2027-03-22T08:00"), at("2027-03-28T22:00"))
    assert (second.opens_at, second.due_at) == (at("2027-03-29T07:00"), at("2027-04-04T22:00"))
    assert (cohort.starts_at, cohort.ends_at) == (at("2027-03-21T23:00"), at("2027-04-09T22:00"))


def test_a_time_that_the_clock_leaves_out_opens_with_the_first_that_exists(
    cast: Cast, course: CoursePage
) -> None:
    cohort = make_cohort(cast.wacap, course, "Spring", time_zone="Europe/Paris", starts=date(2027, 3, 28))
    release = cohort.releases.order_by("opens_at")[0]
    release.local_time = time(2, 30)
    release.save()
    assert release.opens_at == at("2027-03-28T01:00")


def test_moving_the_cohort_moves_what_hangs_on_it(cohort: Cohort) -> None:
    cohort.starts, cohort.ends = date(2027, 10, 4), date(2027, 10, 29)
    cohort.time_zone = "America/Lima"
    cohort.save()
    for release in cohort.releases.all():
        release.cohort = cohort
        release.save()
    assert [r.opens_at for r in cohort.releases.order_by("opens_at")] == [
        at("2027-10-04T14:00"),
        at("2027-10-11T14:00"),
    ]


# What the database itself refuses


@pytest.mark.parametrize(
    "values",
    [
        {"starts": date(2027, 5, 1)},
        {"enrolment_closes_on": date(2027, 2, 1)},
        {"capacity": 0},
        {"state": "asleep"},
    ],
)
def test_the_database_holds_what_a_cohort_must_be(
    cast: Cast, course: CoursePage, values: dict[str, object]
) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        make_cohort(cast.wacap, course, "Spring", **values)


def test_nothing_is_due_before_it_opens(cohort: Cohort) -> None:
    release = cohort.releases.all()[0]
    release.due_offset = -1
    with pytest.raises(IntegrityError), transaction.atomic():
        release.save()


def test_a_cohort_is_planned_whole_or_not_at_all(cast: Cast, course: CoursePage) -> None:
    def planned(**values: object) -> Cohort:
        said = {
            "network": cast.wacap,
            "course_key": course.translation_key,
            "name": "Spring",
            "languages": ["en"],
            "time_zone": "Africa/Dakar",
            "enrolment_opens_on": date(2027, 3, 1),
            "enrolment_closes_on": date(2027, 3, 31),
            "starts": date(2027, 4, 5),
            "ends": date(2027, 4, 30),
        }
        return Cohort(**said | values)

    key = course.module_keys()[0]
    with pytest.raises(ValidationError, match="is not a time zone"):
        plan_cohort(planned(time_zone="Mars/Olympus"), releases=[], by=cast.organiser)
    with pytest.raises(IntegrityError), transaction.atomic():
        plan_cohort(planned(), releases=[Release(module_key=key), Release(module_key=key)], by=cast.organiser)
    assert not Cohort.all_objects.exists()
    cohort = plan_cohort(
        planned(state=CohortState.OPEN), releases=[Release(module_key=key)], by=cast.organiser
    )
    assert (cohort.state, cohort.releases.count()) == (CohortState.DRAFT, 1)
