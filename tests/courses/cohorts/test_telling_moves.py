"""Who is told when dates move, of what, and how much that costs."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core import mail
from django.db import connection, models
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from cms.core.errors import Refusal
from cms.notices.kinds import kind_of
from cms.notices.models import Notice
from cms.notices.writing import letter
from courses.catalogue.models import CoursePage
from courses.cohorts.actions import enrol, grant_leave, release_due, start_cohorts
from courses.cohorts.actions.change import change_cohort
from courses.cohorts.actions.move import move, moving, recompute_dates
from courses.cohorts.enums import CohortState, EnrolmentState, Pacing
from courses.cohorts.models import Cohort, Enrolment, LiveSession, OwnDates, Release
from courses.cohorts.planning.moving import Scope
from tests.cast import NOW, Cast, make_cohort, make_course, make_module, make_person
from tests.courses.cohorts.own_dates import due_days
from tests.courses.cohorts.test_admin_planning import said
from tests.mailing import deliver_due

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)
BEGUN = datetime(2027, 4, 6, 9, tzinfo=UTC)
BEFORE = datetime(2027, 3, 10, 9, tzinfo=UTC)


@pytest.fixture
def course(cast: Cast) -> CoursePage:
    return make_course(
        cast.wacap, "Course", *(make_module(cast.ejn, title) for title in ("One", "Two", "Three"))
    )


def seated(cohort: Cohort, name: str, state: str = EnrolmentState.ACTIVE) -> Enrolment:
    offer = {"answer_by": BEGUN + 48 * HOUR} if state == EnrolmentState.OFFERED else {}
    return Enrolment.all_objects.create(
        cohort=cohort, user=make_person(name), state=state, language="en", enrolled_at=NOW, **offer
    )


@pytest.fixture
def cohort(cast: Cast, course: CoursePage) -> Cohort:
    """Runs from 5 to 30 April."""
    cohort = make_cohort(cast.wacap, course, "Spring", state=CohortState.OPEN)
    seated(cohort, "awa")
    seated(cohort, "musa")
    start_cohorts(cohort.starts_at)
    release_due(cohort.starts_at + 9 * HOUR)
    cohort.refresh_from_db()
    return cohort


@pytest.fixture
def awa(cast: Cast, cohort: Cohort) -> Enrolment:
    """Away from 7 to 16 April: her third module would be due on 5 May, after the cohort."""
    awa = Enrolment.all_objects.get(user__email="awa@example.org")
    first, last = date(2027, 4, 7), date(2027, 4, 16)
    grant_leave(awa, starts=first, ends=last, reason="Recess", by=cast.organiser, now=BEGUN)
    Notice.objects.all().delete()
    awa.refresh_from_db()
    return awa


def told() -> list[tuple[str, str]]:
    """(name, kind) of each notice."""
    notices = Notice.objects.order_by("recipient__display_name", "kind")
    return [(name, kind) for name, kind in notices.values_list("recipient__display_name", "kind")]


def change(cohort: Cohort, cast: Cast, **values: object) -> Cohort:
    return change_cohort(cohort, values=values, releases=None, by=cast.organiser, now=BEGUN)


def test_a_later_last_day_tells_who_has_dates_of_their_own_how_these_move(
    cast: Cast, cohort: Cohort, awa: Enrolment
) -> None:
    assert due_days(awa)[2] == date(2027, 4, 30)
    change(cohort, cast, ends=date(2027, 5, 20))
    assert due_days(awa)[2] == date(2027, 5, 5)
    assert told() == [("Awa", "dates_moved"), ("Musa", "last_day_moved")]
    moves = Notice.objects.get(kind="dates_moved").facts["moves"]
    assert [(each["moved"], each["title"]) for each in moves] == [("ends", ""), ("due", "Three")]


def test_whose_own_dates_stay_is_told_of_the_last_day_like_everybody(
    cast: Cast, cohort: Cohort, awa: Enrolment
) -> None:
    change(cohort, cast, ends=date(2027, 5, 20))
    Notice.objects.all().delete()
    change(cohort, cast, ends=date(2027, 5, 25))
    assert told() == [("Awa", "last_day_moved"), ("Musa", "last_day_moved")]


def an_hour_early(cohort: Cohort) -> None:
    """As the database holds them after the rules of the zone have changed."""
    for release in cohort.releases.filter(released_at=None):
        models.QuerySet(Release).filter(pk=release.pk).update(
            opens_at=release.opens_at - HOUR, due_at=release.due_at - HOUR
        )
    models.QuerySet(Cohort).filter(pk=cohort.pk).update(ends_at=cohort.ends_at - HOUR)


def test_a_change_of_something_else_corrects_no_dates_in_silence(
    cast: Cast, cohort: Cohort, awa: Enrolment
) -> None:
    an_hour_early(cohort)
    OwnDates.objects.filter(enrolment=awa).update(due_at=models.F("due_at") - HOUR)
    before = recompute_dates(BEGUN, dry_run=True)
    change(cohort, cast, capacity=40)
    change(cohort, cast, enrolment_closes_on=date(2027, 4, 9))
    [(_cohort, shifts)] = before
    [(_cohort, shifts_afterwards)] = recompute_dates(BEGUN)
    assert len(shifts) == len(shifts_afterwards) > 0
    assert told() == [("Awa", "dates_moved"), ("Musa", "dates_moved")]
    assert recompute_dates(BEGUN) == []


def test_every_instant_of_a_cohort_is_derived_anew(cohort: Cohort) -> None:
    """A window that is still open, and one that was: nobody need be told of either."""
    for closes in (date(2027, 4, 20), date(2027, 4, 1)):
        cohort.enrolment_closes_on = closes
        cohort.save()
        right = cohort.enrolment_closes_at
        Cohort.all_objects.filter(pk=cohort.pk).update(enrolment_closes_at=right - HOUR)
        found = recompute_dates(BEGUN)
        assert [shift.moved for _cohort, shifts in found for shift in shifts] == (
            ["enrolment_closes"] if right > BEGUN else []
        )
        cohort.refresh_from_db()
        assert cohort.enrolment_closes_at == right


def test_a_draft_does_not_end_before_a_live_session(client: Client, cast: Cast, course: CoursePage) -> None:
    draft = make_cohort(cast.wacap, course, "Draft")
    session = LiveSession.objects.create(cohort=draft, title="Closing call", day_offset=24)
    draft.releases.filter(day_offset__gt=0).delete()
    with pytest.raises(Refusal) as refused:
        change(draft, cast, ends=date(2027, 4, 26))
    assert (refused.value.code, "Closing call" in str(refused.value)) == ("session_outside", True)
    draft.refresh_from_db()
    assert draft.ends == date(2027, 4, 30)
    client.force_login(cast.organiser)
    third = {name.replace("-1-", "-2-"): value for name, value in said(cast).items() if "-1-" in name}
    typed = said(cast, ends="2027-04-26") | third
    page = client.post(reverse("cohort:edit", args=[draft.pk]), typed)
    assert "“Closing call” would lie after the last day." in str(page.context["form"].errors["ends"])
    # It goes along with the first day, and one that is cancelled hinders nobody.
    change(draft, cast, starts=date(2027, 4, 1))
    LiveSession.objects.filter(pk=session.pk).update(cancelled_at=NOW)
    change(draft, cast, ends=date(2027, 4, 20))


def moved(cohort: Cohort, scope: Scope, cast: Cast, *, now: datetime = BEGUN) -> None:
    seen = moving(cohort, scope=scope, now=now).seen
    move(cohort, scope=scope, seen=seen, by=cast.organiser, now=now)


def test_who_only_holds_an_offer_is_not_led_to_a_page_that_they_can_not_see(
    cast: Cast, cohort: Cohort
) -> None:
    seated(cohort, "offered", EnrolmentState.OFFERED)
    Notice.objects.all().delete()
    moved(cohort, Scope(2), cast)
    assert told() == [("Awa", "dates_moved"), ("Musa", "dates_moved")]


ATTACHED = "What is in the attached calendar file takes the place of what you have."


def test_the_mail_speaks_of_a_calendar_file_only_where_it_brings_one(cast: Cast, cohort: Cohort) -> None:
    last = cohort.releases.latest("opens_at")
    last.due_offset = None
    last.save()
    Notice.objects.all().delete()
    moved(cohort, Scope(1, release=last.pk), cast)
    moved(cohort, Scope(2), cast, now=BEGUN + HOUR)
    opening, whole = Notice.objects.filter(recipient__display_name="Awa").order_by("pk")
    for notice, brings in ((opening, False), (whole, True)):
        written = letter(notice, to=notice.recipient)
        assert bool(written.calendar) is brings
        assert (ATTACHED in written.text, ATTACHED in written.html) == (brings, brings)
    with translation.override("fr"):
        assert str(kind_of("dates_moved").sentences(whole.facts)["calendar"]) != ATTACHED
    mail.outbox.clear()
    deliver_due(BEGUN + timedelta(days=1))
    assert len(mail.outbox) == 4


def test_a_move_costs_the_same_however_many_have_dates_of_their_own(cast: Cast, course: CoursePage) -> None:
    cohorts = []
    for people in (1, 3):
        cohort = make_cohort(
            cast.wacap,
            course,
            f"Alone {people}",
            state=CohortState.OPEN,
            pacing=Pacing.SELF,
            enrolment_closes_on=date(2027, 4, 30),
        )
        start_cohorts(cohort.starts_at)
        cohort.refresh_from_db()
        release_due(cohort.starts_at + 9 * HOUR)
        for number in range(people):
            enrol(cohort, user=make_person(f"late{people}{number}"), now=BEGUN + HOUR)
        cohorts.append(cohort)
    Notice.objects.all().delete()
    taken = []
    for cohort in cohorts:
        seen = moving(cohort, scope=Scope(3), now=BEGUN + 2 * HOUR).seen
        with CaptureQueriesContext(connection) as queries:
            move(cohort, scope=Scope(3), seen=seen, by=cast.organiser, now=BEGUN + 2 * HOUR)
        taken.append(len(queries))
        assert Notice.objects.filter(kind="dates_moved", subject=f"cohort:{cohort.pk}").exists()
    assert taken[0] == taken[1]
    assert Notice.objects.filter(kind="dates_moved").count() == 4
