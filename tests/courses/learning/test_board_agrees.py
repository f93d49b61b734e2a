"""What the board says of all: figures, filters and lines that agree, and whom it leads to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from cms.core.enums import JobState
from cms.networks.actions import grant_role
from cms.networks.enums import Role
from cms.notices.models import Notice
from cms.people.models import User
from cms.world.models import Country
from courses.cohorts.enums import CohortState, EnrolmentState
from courses.cohorts.models import Cohort, Enrolment, Group
from courses.learning.behind import how_it_goes
from courses.learning.board import Where, people_of, places_in, rows_of, standing_at
from tests.cast import Cast, make_person
from tests.courses.learning.followed import DAY, NOW, a_followed_cohort, board, did, people_in
from tests.courses.taught import LONG_AGO, enrolled, first_release, required_keys

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


@pytest.mark.parametrize("state", CohortState)
def test_counts_lists_and_lines_agree(
    cohort: Cohort, people: dict[str, Enrolment], state: CohortState
) -> None:
    """For every place where somebody may stand, the filter shows those whose line says so, however the cohort goes."""
    quiet = enrolled(cohort, "quiet@example.org")
    did(quiet, *required_keys(cohort, first_release(cohort)), at=NOW - 12 * DAY)
    for each in EnrolmentState:
        answer_by = NOW if each == EnrolmentState.OFFERED else None
        there = enrolled(cohort, f"as-{each}@example.org")
        Enrolment.all_objects.filter(pk=there.pk).update(state=each, answer_by=answer_by)
    cohort.state = state
    cohort.save()
    everybody = people_of(cohort)
    rows = rows_of(everybody, cohort=cohort, language="en", now=NOW)
    said = {where: {row.enrolment.pk for row in rows if where in row.where} for where in Where}
    for where in Where:
        shown = set(standing_at(everybody, where, cohort=cohort, now=NOW).values_list("pk", flat=True))
        assert shown == said[where], where
    counts = how_it_goes(cohort, now=NOW)
    if state == CohortState.RUNNING:
        assert said[Where.SILENT] - said[Where.BEHIND] == {quiet.pk}
        assert counts["on_track"] == len(said[Where.ON_TRACK]) > 0
        assert counts["active"] == len(set().union(*(said[w] for w in places_in(cohort)[:3])))
    else:
        assert not said[Where.ON_TRACK] | said[Where.BEHIND] | said[Where.SILENT]
        assert all(not row.next_step and row.opens is None for row in rows)
    assert counts["done"] == len(said[Where.DONE])
    assert {where for where in Where if said[where]} <= set(places_in(cohort))


@pytest.mark.parametrize(
    ("state", "where"),
    [
        (CohortState.OPEN, Where.NOT_YET),
        (CohortState.CANCELLED, Where.CANCELLED),
        (CohortState.CLOSED, Where.NOT_COMPLETED),
    ],
)
def test_nobody_is_on_track_or_behind_unless_the_cohort_runs(
    client: Client,
    cohort: Cohort,
    people: dict[str, Enrolment],
    organiser: User,
    state: CohortState,
    where: Where,
) -> None:
    Cohort.all_objects.filter(pk=cohort.pk).update(state=state)
    client.force_login(organiser)
    answer = client.get(reverse("board:cohort", args=[cohort.pk]) + f"?where={where}")
    assert {row.where for row, _way in answer.context["lines"]} == {(where,)}
    assert len(answer.context["lines"]) == 3
    offered = {value for value, _label in answer.context["filter_form"].fields["where"].choices}
    assert where in offered and not offered & {Where.ON_TRACK, Where.BEHIND, Where.SILENT}


def figures(page: str) -> dict[str, str]:
    part = page.split('id="h-standing"')[1].split("</dl>", maxsplit=1)[0]
    found = re.findall(r"<dt>([^<]*)</dt><dd>(\d+)", part)
    return dict(found)


def test_the_figures_of_a_cohort_that_runs_and_of_one_that_has_closed(
    client: Client, cohort: Cohort, people: dict[str, Enrolment], organiser: User
) -> None:
    client.force_login(organiser)
    assert figures(board(client, cohort)) == {
        "Take part": "3",
        "On track": "1",
        "Behind": "2",
        "Silent for ten days": "1",
        "Done": "1",
    }
    Enrolment.all_objects.filter(state=EnrolmentState.ACTIVE).update(state=EnrolmentState.NOT_COMPLETED)
    Cohort.all_objects.filter(pk=cohort.pk).update(state=CohortState.CLOSED)
    assert figures(board(client, cohort)) == {"Done": "1", "Not completed": "3"}
    Cohort.all_objects.filter(pk=cohort.pk).update(state=CohortState.CANCELLED)
    assert "h-standing" not in board(client, cohort)


def test_writing_says_to_whom_it_goes_where_only_some_are_shown(
    client: Client, cohort: Cohort, people: dict[str, Enrolment], organiser: User
) -> None:
    User.objects.filter(pk=people["behind"].user_id).update(country=Country.objects.get(pk="ML"))
    group = Group.all_objects.create(cohort=cohort, name="Mali", countries=["ML"])
    client.force_login(organiser)
    write = reverse("announcement:write", args=[cohort.pk])
    assert "Write to all those behind" not in board(client, cohort, "?sort=seen")
    for query, chosen in (
        ("?country=ML", "audience=countries&countries=ML"),
        (f"?group={group.pk}", f"audience=groups&groups={group.pk}"),
    ):
        page = board(client, cohort, query)
        assert "Write to all those behind in the cohort" in page and f"{write}?{chosen}" in page
        form = client.get(f"{write}?{chosen}").context["form"]
        name = chosen.split("&")[1].split("=")[0]
        assert (form["audience"].value(), form[name].value()) == (name, [chosen.split("=")[-1]])
    assert "write-to-some" not in board(client, cohort, "?country=ML&where=behind")
    passed_over = client.get(f"{write}?audience=countries&countries=ZZ").context["form"]
    assert passed_over["countries"].value() is None


def test_mail_that_failed_is_this_cohorts_and_lately_and_leads_to_where_one_may_go(
    client: Client, cast: Cast, cohort: Cohort, people: dict[str, Enrolment], organiser: User
) -> None:
    def failed(enrolment: Enrolment, *, about: Enrolment | None = None, at: datetime = NOW) -> None:
        Notice.objects.create(
            recipient=enrolment.user,
            kind="module_released",
            subject=f"release:{Notice.objects.count()}",
            language="en",
            facts={"enrolment": (about or enrolment).pk},
            network=cohort.network,
            state=JobState.FAILED,
            due_at=at,
        )

    other = Cohort.all_objects.get(pk=cohort.pk)
    other.pk, other.name, other._state.adding = None, "Autumn", True
    other.save()
    failed(enrolled(other, "ahead@example.org"))
    failed(people["ahead"], about=people["behind"])
    failed(people["left"])
    failed(people["ahead"], at=NOW - 31 * DAY)
    client.force_login(organiser)
    assert "could not be delivered" not in board(client, cohort)
    failed(people["ahead"])
    jobs = reverse("machinery:jobs")
    page = board(client, cohort)
    assert f"{jobs}?state=failed&kind=notices.notice" in page
    assert client.get(f"{jobs}?state=failed&kind=notices.notice").status_code == 200
    facilitator = make_person("facilitator")
    grant_role(cohort.network, user=facilitator, role=Role.FACILITATOR, by=cast.central, now=LONG_AGO)
    cohort.facilitators.add(facilitator)

    def line() -> str:
        return board(client, cohort).split('id="h-today"')[1].split("</ul>")[0]

    for person in (facilitator, cast.secretariat):
        client.force_login(person)
        assert reverse("board:timeline", args=[people["ahead"].pk]) in line() and jobs not in line()
    failed(people["behind"])
    said = "2 e-mails to the cohort’s people could not be delivered. An organiser can send them again.</span></li>"
    assert said in line()
