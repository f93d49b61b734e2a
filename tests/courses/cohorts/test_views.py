"""A cohort's public page and enrolling, as a browser meets them."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.urls import reverse

from cms.people.models import User
from courses.catalogue.models import CoursePage
from courses.cohorts.enums import CohortState, EnrolmentState
from courses.cohorts.models import Cohort, Enrolment
from tests.cast import NOW, Cast, make_cohort, make_course, make_module

pytestmark = pytest.mark.usefixtures("letters_at_once")

SECOND = timedelta(seconds=1)


@pytest.fixture
def course(cast: Cast) -> CoursePage:
    return make_course(cast.wacap, "Working together", make_module(cast.ejn, "Requests"))


@pytest.fixture
def cohort(cast: Cast, course: CoursePage) -> Cohort:
    """Its window is all of March 2027, from the first at 09:00."""
    return make_cohort(cast.wacap, course, "Spring", state=CohortState.OPEN)


def address(cohort: Cohort) -> str:
    return reverse("cohorts:cohort", args=[cohort.pk])


def fill(cohort: Cohort, *people: User) -> None:
    for person in people:
        Enrolment.all_objects.create(cohort=cohort, user=person, language="en", enrolled_at=NOW)


@time_machine.travel(NOW, tick=False)
def test_enrolling_is_at_once_and_leads_to_the_course(client: Client, cast: Cast, cohort: Cohort) -> None:
    client.force_login(cast.trainee)
    answer = client.post(address(cohort))
    enrolment = Enrolment.all_objects.get()
    assert answer.url == reverse("learning:outline", args=[enrolment.pk])
    assert (enrolment.user, enrolment.state, enrolment.enrolled_at) == (
        cast.trainee,
        EnrolmentState.ACTIVE,
        NOW,
    )
    assert "You are enrolled." in client.get(answer.url).text
    page = client.get(address(cohort)).text
    assert "You are enrolled" in page and f'class="button" href="{answer.url}"' in page


@time_machine.travel(NOW, tick=False)
def test_enrolling_twice_is_once(client: Client, cast: Cast, cohort: Cohort) -> None:
    client.force_login(cast.trainee)
    first, second = client.post(address(cohort)), client.post(address(cohort))
    assert first.url == second.url
    assert Enrolment.all_objects.count() == 1


@pytest.mark.parametrize(
    ("state", "when", "sentence"),
    [
        (CohortState.ANNOUNCED, "in", "Enrolment has not opened yet."),
        (CohortState.OPEN, "before", "Enrolment has not opened yet."),
        (CohortState.OPEN, "after", "Enrolment in this cohort has closed."),
        (CohortState.RUNNING, "after", "Enrolment in this cohort has closed."),
        (CohortState.CLOSED, "in", "This cohort has ended."),
        (CohortState.CANCELLED, "in", "This cohort was cancelled."),
        (CohortState.OPEN, "full", "The last seat in this cohort is taken."),
        (CohortState.OPEN, "unconfirmed", "Confirm your e-mail address first"),
    ],
)
def test_a_refusal_is_said_on_the_page_and_nothing_is_written(
    client: Client, cast: Cast, course: CoursePage, state: CohortState, when: str, sentence: str
) -> None:
    cohort = make_cohort(cast.wacap, course, "Spring", state=state, capacity=1)
    moments = {"before": cohort.enrolment_opens_at - SECOND, "after": cohort.enrolment_closes_at}
    if when == "full":
        fill(cohort, cast.stranger)
    if when == "unconfirmed":
        cast.trainee.emailaddress_set.all().delete()
    before = list(Enrolment.all_objects.values())
    client.force_login(cast.trainee)
    with time_machine.travel(moments.get(when, cohort.enrolment_opens_at), tick=False):
        client.force_login(cast.trainee)
        answer = client.post(address(cohort))
        text = unescape(answer.text)
        assert answer.status_code == 409
        assert sentence in text
        assert cohort.name in text and "Working together" in text
        assert client.get(address(cohort)).status_code == 200
    assert list(Enrolment.all_objects.values()) == before


@time_machine.travel(NOW, tick=False)
def test_who_has_not_confirmed_is_told_before_trying_and_how(
    client: Client, cast: Cast, cohort: Cohort
) -> None:
    cast.trainee.emailaddress_set.all().delete()
    client.force_login(cast.trainee)
    page = client.get(address(cohort)).text
    assert "Confirm your e-mail address first" in page
    assert reverse("account_email") in page


@pytest.mark.parametrize("state", CohortState)
@time_machine.travel(NOW, tick=False)
def test_strangers_see_what_was_announced_and_nothing_of_drafts(
    client: Client, cast: Cast, course: CoursePage, state: CohortState
) -> None:
    cohort = make_cohort(cast.wacap, course, "Spring", state=state)
    hidden = state in {CohortState.DRAFT, CohortState.ARCHIVED}
    for act in (client.get, client.post):
        assert act(address(cohort)).status_code == (404 if hidden else 200)
    client.force_login(cast.organiser)
    assert client.get(address(cohort)).status_code == (404 if hidden else 200)


@time_machine.travel(NOW, tick=False)
def test_a_stranger_who_posts_is_offered_an_account_and_returns_here(client: Client, cohort: Cohort) -> None:
    page = client.post(address(cohort)).text
    assert f"{reverse('account_signup')}?next={address(cohort)}" in page
    assert f"{reverse('account_login')}?next={address(cohort)}" in page
    assert not Enrolment.all_objects.exists()


@time_machine.travel(NOW, tick=False)
def test_who_signs_up_from_a_cohorts_page_returns_to_it_and_enrols(client: Client, cohort: Cohort) -> None:
    here = address(cohort)
    form = client.get(f"{reverse('account_signup')}?next={here}")
    assert f'name="next" value="{here}"' in form.text
    said = {"email": "new@example.org", "password1": "correct horse 4", "password2": "correct horse 4"}
    client.post(reverse("account_signup"), said | {"next": here, "consent": "on"})
    link = re.search(r"http://testserver(\S+)", mail.outbox[-1].body).group(1)
    page = client.get(link)
    action = re.search(r'action="(/accounts/confirm-email/[^"]+)"', page.text).group(1)
    hidden = dict(re.findall(r'name="(next)" value="([^"]*)"', page.text))
    answer = client.post(action, hidden)
    assert answer.url == here
    answer = client.post(here)
    enrolment = Enrolment.all_objects.get()
    assert enrolment.user == User.objects.get(email="new@example.org")
    assert answer.url == reverse("learning:outline", args=[enrolment.pk])


@time_machine.travel(NOW, tick=False)
def test_the_language_in_which_one_enrols_is_that_of_the_page(
    client: Client, cast: Cast, cohort: Cohort
) -> None:
    cast.trainee.language = "ar"
    cast.trainee.save()
    client.force_login(cast.trainee)
    client.post(address(cohort))
    assert Enrolment.all_objects.get().language == "ar"


@time_machine.travel(NOW, tick=False)
def test_a_seat_that_is_given_back_is_free_at_once(client: Client, cast: Cast, course: CoursePage) -> None:
    cohort = make_cohort(cast.wacap, course, "Spring", state=CohortState.OPEN, capacity=1)
    fill(cohort, cast.stranger)
    client.force_login(cast.stranger)
    answer = client.post(reverse("cohorts:withdraw", args=[cohort.pk]))
    assert answer.url == address(cohort)
    assert "You have withdrawn." in client.get(answer.url).text
    client.force_login(cast.trainee)
    assert client.post(address(cohort)).status_code == 302
    client.force_login(cast.stranger)
    assert client.post(address(cohort)).status_code == 409
    assert Enrolment.all_objects.get(user=cast.stranger).state == EnrolmentState.WITHDRAWN


@time_machine.travel(NOW, tick=False)
def test_withdrawing_is_ones_own_act_and_no_link(client: Client, cast: Cast, cohort: Cohort) -> None:
    fill(cohort, cast.trainee)
    leave = reverse("cohorts:withdraw", args=[cohort.pk])
    assert client.post(leave).url.startswith(reverse("account_login"))
    client.force_login(cast.stranger)
    assert client.post(leave).status_code == 404
    client.force_login(cast.trainee)
    assert client.get(leave).status_code == 405
    assert Enrolment.all_objects.get().state == EnrolmentState.ACTIVE


@pytest.mark.parametrize("state", [EnrolmentState.COMPLETED, EnrolmentState.NOT_COMPLETED])
@time_machine.travel(NOW, tick=False)
def test_what_has_ended_can_not_be_left(
    client: Client, cast: Cast, cohort: Cohort, state: EnrolmentState
) -> None:
    fill(cohort, cast.trainee)
    Enrolment.all_objects.update(state=state)
    client.force_login(cast.trainee)
    answer = client.post(reverse("cohorts:withdraw", args=[cohort.pk]), follow=True)
    assert "there is nothing to withdraw from" in answer.text
    assert Enrolment.all_objects.get().state == state
