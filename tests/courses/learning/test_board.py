"""The board: a line for each person, filters in the address, the course of the work, one person's timeline, all cohorts."""

from __future__ import annotations

import time as clock
from collections.abc import Iterator
from html import unescape

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cms.core.enums import JobState
from cms.networks.actions import grant_role
from cms.networks.enums import Role
from cms.notices.models import Notice
from cms.people.models import DataAccess, User
from cms.world.models import Country
from courses.cohorts.enums import CohortState, EnrolmentState
from courses.cohorts.models import Attendance, Cohort, Enrolment, LiveSession
from courses.learning.board import Where, people_of, rows_of
from courses.learning.models import Progress
from courses.learning.spans import spans_of
from courses.learning.timeline import timeline_of
from tests.cast import Cast, make_person
from tests.courses.learning.followed import DAY, NOW, a_followed_cohort, board, people_in
from tests.courses.taught import LONG_AGO, first_release, required_keys

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def on_that_day() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def cohort(cast: Cast) -> Cohort:
    return a_followed_cohort(cast)


@pytest.fixture
def people(cohort: Cohort) -> dict[str, Enrolment]:
    return people_in(cohort)


@pytest.fixture
def organiser(cast: Cast) -> User:
    return cast.organiser


def test_each_person_has_a_line_with_the_next_step_and_where_they_stand(
    cohort: Cohort, people: dict[str, Enrolment]
) -> None:
    shown = people_of(cohort).order_by("user__display_name")
    rows = {
        row.enrolment.user.display_name: row for row in rows_of(shown, cohort=cohort, language="en", now=NOW)
    }
    assert {name: row.where for name, row in rows.items()} == {
        "Ahead": (Where.ON_TRACK,),
        "Behind": (Where.BEHIND,),
        "Silent": (Where.BEHIND, Where.SILENT),
        "Finished": (Where.DONE,),
        "Left": (Where.LEFT,),
    }
    assert (rows["Ahead"].done, rows["Ahead"].total) == (2, 3)
    # The first module has a step that is not required: the required one of the second comes first.
    assert (rows["Ahead"].next_step, rows["Behind"].next_step) == ("Step 1", "Step 2")
    assert (rows["Finished"].next_step, rows["Finished"].opens) == ("", None)
    assert rows["Ahead"].seen_at == NOW - DAY
    assert rows["Silent"].seen_at is None


def test_filters_stand_in_the_address(
    client: Client, cohort: Cohort, people: dict[str, Enrolment], organiser: User
) -> None:
    User.objects.filter(pk=people["ahead"].user_id).update(country=Country.objects.get(pk="ML"), role="judge")
    User.objects.filter(pk=people["behind"].user_id).update(
        country=Country.objects.get(pk="SN"), role="prosecutor"
    )
    client.force_login(organiser)
    page = board(client, cohort)
    assert all(name in page for name in ("Ahead", "Behind", "Silent", "Finished", "Left"))
    assert "Applied" not in page
    for query, names in (
        ("?where=behind", {"Behind", "Silent"}),
        ("?where=done", {"Finished"}),
        ("?country=ML", {"Ahead"}),
        ("?role=prosecutor", {"Behind"}),
        ("?q=sil", {"Silent"}),
        ("?q=left@example.org", {"Left"}),
        ("?country=ML&where=behind", set()),
        # What is no choice narrows nothing.
        ("?where=nowhere&country=ZZ", {"Ahead", "Behind", "Silent", "Finished", "Left"}),
    ):
        answer = client.get(reverse("board:cohort", args=[cohort.pk]) + query)
        shown = {row.enrolment.user.display_name for row, _way in answer.context["lines"]}
        assert shown == names, query
    assert "Nobody to show." in board(client, cohort, "?q=nobody")
    answer = client.get(reverse("board:cohort", args=[cohort.pk]) + "?sort=seen&where=behind")
    assert [row.enrolment.user.display_name for row, _way in answer.context["lines"]] == ["Silent", "Behind"]


def test_the_fragment_refreshes_itself_under_the_same_filters(
    client: Client, cohort: Cohort, people: dict[str, Enrolment], organiser: User
) -> None:
    client.force_login(organiser)
    page = board(client, cohort, "?where=behind")
    assert f'hx-get="{reverse("board:cohort", args=[cohort.pk])}?where=behind"' in page
    assert "every 60s" in page
    fragment = board(client, cohort, "?where=behind", **{"HX-Request": "true"})
    assert fragment.lstrip().startswith('<div id="board"') and "<html" not in fragment
    Cohort.all_objects.filter(pk=cohort.pk).update(state=CohortState.CLOSED)
    assert "hx-trigger" not in board(client, cohort)


def test_who_may_look(
    client: Client, cast: Cast, cohort: Cohort, people: dict[str, Enrolment], organiser: User
) -> None:
    facilitator, secretary = make_person("facilitator"), cast.secretariat
    grant_role(cohort.network, user=facilitator, role=Role.FACILITATOR, by=cast.central, now=LONG_AGO)
    pages = [
        reverse("board:cohort", args=[cohort.pk]),
        reverse("board:timeline", args=[people["ahead"].pk]),
    ]

    def statuses(person: User) -> set[int]:
        client.force_login(person)
        return {client.get(page).status_code for page in pages}

    assert statuses(organiser) == statuses(secretary) == {200}
    assert statuses(facilitator) == {404}
    cohort.facilitators.add(facilitator)
    assert statuses(facilitator) == {200}
    assert "/announcements/" not in board_for(client, secretary, cohort)
    assert DataAccess.objects.filter(actor=organiser, subject=people["ahead"].user).exists()
    # Who has only applied has no line and no timeline.
    assert client.get(reverse("board:timeline", args=[people["applied"].pk])).status_code == 404


def board_for(client: Client, person: User, cohort: Cohort) -> str:
    client.force_login(person)
    return board(client, cohort).split('id="h-people"')[1]


def test_today_says_what_waits(
    client: Client, cohort: Cohort, people: dict[str, Enrolment], organiser: User
) -> None:
    LiveSession.objects.create(cohort=cohort, title="The call", day_offset=24)
    Notice.objects.create(
        recipient=people["ahead"].user,
        kind="module_released",
        subject="release:1",
        language="en",
        facts={"enrolment": people["ahead"].pk},
        network=cohort.network,
        state=JobState.FAILED,
        due_at=NOW,
    )
    client.force_login(organiser)
    page = board(client, cohort)
    assert "“The call”" in page
    assert "1 person has applied for “March 2027”." in page
    assert "1 e-mail to the cohort’s people could not be delivered." in page


def test_one_persons_timeline(
    client: Client, cohort: Cohort, people: dict[str, Enrolment], organiser: User
) -> None:
    session = LiveSession.objects.create(cohort=cohort, title="The call", day_offset=3)
    Attendance.objects.create(session=session, enrolment=people["ahead"], source="list", at=NOW - 2 * DAY)
    Notice.objects.create(
        recipient=people["ahead"].user,
        kind="cohort_started",
        subject="cohort:1",
        language="en",
        facts={"enrolment": people["ahead"].pk},
        state=JobState.DONE,
        due_at=NOW - 3 * DAY,
        done_at=NOW - 3 * DAY,
    )
    said = [each.sentence for each in timeline_of(people["ahead"], language="en", reader=organiser)]
    assert said[0].startswith("Completed") and said[1].startswith(("Opened", "Completed"))
    assert said[4] == "Was in the live session “The call”"
    assert said[5] == "Was told: A course in which you have a seat starts"
    assert said[-1] == "Got a seat"
    client.force_login(organiser)
    page = unescape(client.get(reverse("board:timeline", args=[people["ahead"].pk])).text)
    assert "Was in the live session" in page and "ahead@example.org" in page


def test_all_cohorts_stand_on_one_line_of_time(
    client: Client, cast: Cast, cohort: Cohort, organiser: User
) -> None:
    client.force_login(organiser)
    page = client.get(reverse("board:overview"))
    assert "March 2027" in page.text
    time = page.context["time"]
    [span] = time.spans
    assert 0 <= span.enrolment_at <= span.at and span.at + span.width == time.width
    assert time.today is not None and span.at < time.today
    assert spans_of([], now=NOW) is None
    client.force_login(cast.stranger)
    assert client.get(reverse("board:overview")).status_code in {302, 403}


def test_a_board_of_three_and_of_three_hundred_cost_the_same_queries(
    client: Client, cohort: Cohort, organiser: User
) -> None:
    keys = required_keys(cohort, first_release(cohort))
    client.force_login(organiser)
    address = reverse("board:cohort", args=[cohort.pk])

    def add(first: int, last: int) -> None:
        users = User.objects.bulk_create(
            User(email=f"p{n}@example.org", display_name=f"Person {n:03}", language="en")
            for n in range(first, last)
        )
        enrolments = Enrolment.all_objects.bulk_create(
            Enrolment(
                cohort=cohort,
                user=user,
                state=EnrolmentState.ACTIVE,
                language="en",
                syllabus=cohort.syllabus,
                enrolled_at=LONG_AGO,
            )
            for user in users
        )
        Progress.all_objects.bulk_create(
            Progress(enrolment=each, step_key=key, opened_at=NOW - DAY, completed_at=NOW - DAY)
            for each in enrolments
            for key in keys
        )

    def cost() -> tuple[int, float]:
        client.get(address)
        with CaptureQueriesContext(connection) as captured:
            began = clock.process_time()
            client.get(address)
            return len(captured), clock.process_time() - began

    add(0, 3)
    three = cost()
    add(3, 300)
    three_hundred = cost()
    # A second page brings no query: the count of all is asked for anyway.
    assert three_hundred[0] == three[0]
