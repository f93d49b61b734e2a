"""An organiser names who facilitates a cohort."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from cms.core.errors import Refusal
from cms.networks.actions import grant_role, withdraw_role
from cms.networks.enums import Role
from cms.people.models import User
from courses.catalogue.models import CoursePage
from courses.cohorts.actions.change import change_cohort
from courses.cohorts.enums import CohortState
from courses.cohorts.models import Cohort
from courses.cohorts.permissions import may_mark
from tests.cast import NOW, Cast, make_cohort, make_course, make_module, make_person
from tests.courses.cohorts.test_admin_planning import new_address, said


@pytest.fixture
def course(cast: Cast) -> CoursePage:
    return make_course(
        cast.wacap, "Working together", make_module(cast.ejn, "Requests"), make_module(cast.ejn, "Evidence")
    )


@pytest.fixture
def helper(cast: Cast) -> User:
    person = make_person("helper")
    grant_role(cast.wacap, user=person, role=Role.FACILITATOR, by=cast.central, now=NOW)
    return person


@pytest.fixture
def elsewhere(cast: Cast) -> User:
    person = make_person("elsewhere")
    grant_role(cast.casc, user=person, role=Role.FACILITATOR, by=cast.central, now=NOW)
    return person


def offered(client: Client, address: str) -> list[User]:
    return list(client.get(address).context["form"].fields["facilitators"].queryset)


def edit(cohort: Cohort) -> str:
    return reverse("cohort:edit", args=[cohort.pk])


def test_those_of_the_host_are_offered(
    client: Client, cast: Cast, course: CoursePage, helper: User, elsewhere: User
) -> None:
    client.force_login(cast.organiser)
    cohort = make_cohort(cast.wacap, course, "Spring")
    assert offered(client, new_address(course)) == offered(client, edit(cohort)) == [helper]


def test_who_is_named_with_the_cohort_may_mark_in_it(
    client: Client, cast: Cast, course: CoursePage, helper: User
) -> None:
    client.force_login(cast.organiser)
    client.post(new_address(course), said(cast) | {"facilitators": [helper.pk]})
    cohort = Cohort.all_objects.get()
    assert list(cohort.facilitators.all()) == [helper]
    assert may_mark(helper, cohort)


def test_they_can_change_while_it_runs(client: Client, cast: Cast, course: CoursePage, helper: User) -> None:
    client.force_login(cast.organiser)
    cohort = make_cohort(cast.wacap, course, "Spring", state=CohortState.RUNNING)
    kept = {
        "name": "Spring",
        "capacity": "30",
        "entry": "open",
        "hours_to_accept": "48",
        "pacing": "cohort",
        "enrolment_closes_on": "2027-03-31",
        "enrolment_closes_time": "23:59",
        "ends": "2027-04-30",
    }
    assert client.post(edit(cohort), kept | {"facilitators": [helper.pk]}).status_code == 302
    assert list(cohort.facilitators.all()) == [helper]
    client.post(edit(cohort), kept)
    assert not cohort.facilitators.exists()


def test_one_of_another_network_is_refused(
    client: Client, cast: Cast, course: CoursePage, elsewhere: User
) -> None:
    client.force_login(cast.organiser)
    answer = client.post(new_address(course), said(cast) | {"facilitators": [elsewhere.pk]})
    assert answer.context["form"].errors["facilitators"]
    assert not Cohort.all_objects.exists()


def test_one_of_another_host_of_the_same_organiser_is_refused_beside_the_field(
    client: Client, cast: Cast, course: CoursePage, elsewhere: User
) -> None:
    grant_role(cast.casc, user=cast.organiser, role=Role.ORGANISER, by=cast.central, now=NOW)
    client.force_login(cast.organiser)
    answer = client.post(new_address(course), said(cast) | {"facilitators": [elsewhere.pk]})
    [sentence] = answer.context["form"].errors["facilitators"]
    assert "is not a facilitator of WACAP" in sentence
    assert not Cohort.all_objects.exists()


def test_whoever_lost_the_role_stays_named_until_taken_out(
    client: Client, cast: Cast, course: CoursePage, helper: User
) -> None:
    cohort = make_cohort(cast.wacap, course, "Spring")
    cohort.facilitators.add(helper)
    withdraw_role(cast.wacap, user=helper, role=Role.FACILITATOR, by=cast.central, now=NOW)
    client.force_login(cast.organiser)
    assert offered(client, edit(cohort)) == [helper]
    assert client.post(edit(cohort), said(cast) | {"facilitators": [helper.pk]}).status_code == 302
    assert list(cohort.facilitators.all()) == [helper]
    assert not may_mark(helper, cohort)


def test_the_action_says_no_too(cast: Cast, course: CoursePage, elsewhere: User) -> None:
    cohort = make_cohort(cast.wacap, course, "Spring")
    with pytest.raises(Refusal) as refused:
        change_cohort(
            cohort,
            values={"name": "Other"},
            releases=None,
            facilitators=[elsewhere],
            by=cast.organiser,
            now=NOW,
        )
    assert refused.value.code == "no_facilitator"
    cohort.refresh_from_db()
    assert (cohort.name, cohort.facilitators.count()) == ("Spring", 0)
