"""The admin's home shows an organiser their cohorts and the way on, and others nothing of them."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from cms.networks.actions import grant_role
from cms.networks.enums import Role
from cms.people.models import User
from courses.cohorts.enums import CohortState
from courses.cohorts.models import Cohort
from tests.cast import NOW, Cast, make_cohort, make_course, make_module

pytestmark = pytest.mark.django_db


def home(person: User) -> str:
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client.get(reverse("wagtailadmin_home")).content.decode()


@pytest.fixture
def cohort(cast: Cast) -> Cohort:
    course = make_course(cast.ejn, "A request", make_module(cast.ejn, "What it must contain"))
    return make_cohort(cast.wacap, course, "Dakar in spring")


def test_an_organiser_sees_their_cohorts_and_may_plan_one(cast: Cast, cohort: Cohort) -> None:
    page = home(cast.organiser)

    assert reverse("cohort:inspect", args=[cohort.pk]) in page
    assert reverse("cohort:add") in page


def test_the_secretariat_sees_them_and_plans_none(cast: Cast, cohort: Cohort) -> None:
    page = home(cast.secretariat)

    assert "Dakar in spring" in page
    assert reverse("cohort:add") not in page


@pytest.mark.parametrize("who", ["casc_organiser", "author"])
def test_others_see_nothing_of_them(cast: Cast, cohort: Cohort, who: str) -> None:
    assert "Dakar in spring" not in home(getattr(cast, who))


def test_a_facilitator_sees_the_cohorts_that_name_them(cast: Cast, cohort: Cohort) -> None:
    grant_role(cast.wacap, user=cast.trainee, role=Role.FACILITATOR, by=cast.central, now=NOW)
    sentence = "You help the trainees of “Dakar in spring” (draft)."
    assert sentence not in home(cast.trainee)
    cohort.facilitators.add(cast.trainee, cast.author)
    assert sentence in home(cast.trainee)
    assert sentence not in home(cast.author)
    Cohort.all_objects.update(state=CohortState.CLOSED)
    assert sentence not in home(cast.trainee)


def test_an_organiser_reads_which_cohort_has_not_begun(cast: Cast, cohort: Cohort) -> None:
    sentence = "“Dakar in spring” was to begin on"
    Cohort.all_objects.update(state=CohortState.OPEN)
    with time_machine.travel(cohort.starts_at + timedelta(minutes=10)):
        assert sentence not in home(cast.organiser)
    with time_machine.travel(cohort.starts_at + timedelta(minutes=20)):
        assert sentence in home(cast.organiser)
        assert sentence not in home(cast.secretariat) + home(cast.casc_organiser)
        Cohort.all_objects.update(state=CohortState.RUNNING)
        assert sentence not in home(cast.organiser)
