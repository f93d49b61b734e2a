"""Creating, changing, announcing and cancelling a cohort in Wagtail's admin."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from courses.catalogue.models import CoursePage
from courses.cohorts.enums import CohortState
from courses.cohorts.models import Cohort, Enrolment
from tests.cast import NOW, Cast, make_cohort, make_course, make_module


@pytest.fixture
def course(cast: Cast) -> CoursePage:
    modules = [make_module(cast.ejn, "Requests"), make_module(cast.ejn, "Evidence")]
    return make_course(cast.wacap, "Working together", *modules)


def said(cast: Cast, **changes: str) -> dict[str, object]:
    values: dict[str, object] = {
        "network": cast.wacap.pk,
        "name": "Spring",
        "languages": ["en", "ar"],
        "time_zone": "Africa/Dakar",
        "enrolment_opens_on": "2027-03-01",
        "enrolment_opens_time": "09:00",
        "pacing": "cohort",
        "enrolment_closes_on": "2027-03-31",
        "enrolment_closes_time": "23:59",
        "starts": "2027-04-05",
        "ends": "2027-04-30",
        "capacity": "30",
        "entry": "open",
        "hours_to_accept": "48",
    }
    for place in range(2):
        values |= {
            f"release-{place}-day_offset": str(7 * place),
            f"release-{place}-local_time": "09:00",
            f"release-{place}-due_offset": str(7 * place + 6),
            f"release-{place}-due_local_time": "23:59",
            f"release-{place}-grace_hours": "24",
            f"release-{place}-last_submission_local_time": "23:59",
        }
    return values | changes


def new_address(course: CoursePage) -> str:
    return f"{reverse('cohort:add')}?course={course.translation_key}"


def test_an_organiser_chooses_the_course_by_title(client: Client, cast: Cast, course: CoursePage) -> None:
    client.force_login(cast.organiser)
    page = client.get(reverse("cohort:add"))
    assert f'<option value="{course.translation_key}">Working together</option>' in page.content.decode()


def test_the_form_has_a_line_for_each_module_by_title(client: Client, cast: Cast, course: CoursePage) -> None:
    client.force_login(cast.organiser)
    page = client.get(new_address(course))
    assert [line.title for line in page.context["form"].lines] == ["Requests", "Evidence"]
    assert list(page.context["form"].fields["network"].queryset) == [cast.wacap]


def test_a_draft_says_how_people_study(client: Client, cast: Cast, course: CoursePage) -> None:
    client.force_login(cast.organiser)
    client.post(new_address(course), said(cast, name="Alone", pacing="self"))
    assert Cohort.all_objects.get(name="Alone").is_self_paced


def test_an_organiser_creates_a_draft_with_its_releases(
    client: Client, cast: Cast, course: CoursePage
) -> None:
    client.force_login(cast.organiser)
    answer = client.post(new_address(course), said(cast))
    cohort = Cohort.all_objects.get()
    assert answer.url == reverse("cohort:inspect", args=[cohort.pk])
    assert (cohort.state, cohort.network, cohort.languages) == (CohortState.DRAFT, cast.wacap, ["en", "ar"])
    assert [release.module_key for release in cohort.releases.all()] == course.module_keys()
    assert [release.due_at.isoformat() for release in cohort.releases.all()] == [
        "2027-04-12T00:00:00+00:00",
        "2027-04-19T00:00:00+00:00",
    ]


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("time_zone", "Mars/Olympus", "“Mars/Olympus” is not a time zone."),
        ("time_zone", "", "This field is required."),
        ("ends", "2027-04-01", "The last day lies before the first."),
        ("ends", "9999-12-31", "Choose a day between"),
        ("starts", "0001-01-01", "Choose a day between"),
        ("enrolment_opens_on", "0001-01-01", "Choose a day between"),
        ("enrolment_closes_on", "9999-12-31", "Choose a day between"),
        ("enrolment_closes_on", "2027-02-01", "Enrolment closes before it opens."),
        ("capacity", "0", "greater than or equal to 1"),
        ("release-1-due_offset", "3", "This is due before it opens."),
        ("release-1-day_offset", "40", "This module opens after the cohort&#x27;s last day."),
        ("release-1-due_offset", "40", "This is due after the cohort&#x27;s last day."),
        ("release-1-last_submission_offset", "12", "Quizzes would close before they are due."),
        ("release-1-last_submission_offset", "26", "Quizzes would close after the cohort&#x27;s last day."),
    ],
)
def test_bad_input_gets_a_sentence_and_nothing_is_lost(
    client: Client, cast: Cast, course: CoursePage, field: str, value: str, sentence: str
) -> None:
    client.force_login(cast.organiser)
    page = client.post(new_address(course), said(cast, name="What I typed", **{field: value}))
    text = page.content.decode()
    assert page.status_code == 200
    assert sentence in text
    assert 'value="What I typed"' in text
    assert not Cohort.all_objects.exists()


def test_another_network_can_not_host(client: Client, cast: Cast, course: CoursePage) -> None:
    client.force_login(cast.two_roles)
    page = client.post(new_address(course), said(cast, network=cast.casc.pk))
    assert "network" in page.context["form"].errors
    assert not Cohort.all_objects.exists()


def test_moving_a_draft_moves_its_releases(client: Client, cast: Cast, course: CoursePage) -> None:
    cohort = make_cohort(cast.wacap, course, "Spring")
    kept = list(cohort.releases.values_list("pk", flat=True))
    client.force_login(cast.organiser)
    values = said(cast, starts="2027-04-06", time_zone="Asia/Bangkok")
    client.post(reverse("cohort:edit", args=[cohort.pk]), values)
    assert [(r.pk, r.opens_at.isoformat()) for r in cohort.releases.all()] == [
        (kept[0], "2027-04-06T02:00:00+00:00"),
        (kept[1], "2027-04-13T02:00:00+00:00"),
    ]


def test_an_announced_cohort_keeps_what_it_promised(client: Client, cast: Cast, course: CoursePage) -> None:
    cohort = make_cohort(cast.wacap, course, "Spring", state=CohortState.ANNOUNCED)
    client.force_login(cast.organiser)
    address = reverse("cohort:edit", args=[cohort.pk])
    values = said(cast, name="Spring, again", starts="2027-04-20", time_zone="Asia/Bangkok", capacity="40")
    client.post(address, values)
    cohort.refresh_from_db()
    assert (cohort.name, cohort.capacity, cohort.time_zone) == ("Spring, again", 40, "Africa/Dakar")
    assert cohort.starts.isoformat() == "2027-04-05"
    page = client.post(address, said(cast, ends="2027-04-29"))
    assert "it can only move to a later one" in page.content.decode()


def test_seats_that_are_taken_stay(client: Client, cast: Cast, course: CoursePage) -> None:
    cohort = make_cohort(cast.wacap, course, "Spring", state=CohortState.OPEN)
    for person in (cast.trainee, cast.stranger):
        Enrolment.all_objects.create(cohort=cohort, user=person, language="en", enrolled_at=NOW)
    client.force_login(cast.organiser)
    page = client.post(reverse("cohort:edit", args=[cohort.pk]), said(cast, capacity="1"))
    assert page.context["form"].errors["capacity"] == [
        "2 seats are taken; choose that number or a higher one."
    ]
    cohort.refresh_from_db()
    assert cohort.capacity == 30


def test_an_organiser_announces_a_cohort_of_another_networks_modules(
    client: Client, cast: Cast, course: CoursePage
) -> None:
    cohort = make_cohort(cast.wacap, course, "Spring")
    client.force_login(cast.organiser)
    page = client.get(reverse("cohort:inspect", args=[cohort.pk]))
    assert page.context["acts"].announce
    page = client.post(reverse("cohort:announce", args=[cohort.pk]), follow=True)
    cohort.refresh_from_db()
    assert cohort.state == CohortState.ANNOUNCED
    assert "The cohort is announced." in page.content.decode()


def test_a_refusal_is_said_on_the_cohorts_page(client: Client, cast: Cast, course: CoursePage) -> None:
    cohort = make_cohort(cast.wacap, course, "Spring")
    cohort.releases.first().delete()
    client.force_login(cast.organiser)
    page = client.post(reverse("cohort:announce", args=[cohort.pk]), follow=True)
    cohort.refresh_from_db()
    assert cohort.state == CohortState.DRAFT
    assert "no opening date yet" in page.content.decode()


def test_cancelling_asks_first(client: Client, cast: Cast, course: CoursePage) -> None:
    cohort = make_cohort(cast.wacap, course, "Spring", state=CohortState.ANNOUNCED)
    client.force_login(cast.organiser)
    address = reverse("cohort:cancel", args=[cohort.pk])
    assert "Cancel Spring?" in client.get(address).content.decode()
    cohort.refresh_from_db()
    assert cohort.state == CohortState.ANNOUNCED
    client.post(address)
    cohort.refresh_from_db()
    assert cohort.state == CohortState.CANCELLED


def test_only_a_draft_is_deleted(client: Client, cast: Cast, course: CoursePage) -> None:
    draft = make_cohort(cast.wacap, course, "Draft")
    announced = make_cohort(cast.wacap, course, "Announced", state=CohortState.ANNOUNCED)
    client.force_login(cast.organiser)
    for cohort in (draft, announced):
        client.post(reverse("cohort:delete", args=[cohort.pk]))
    assert list(Cohort.all_objects.all()) == [announced]


def test_the_history_names_who_did_what(client: Client, cast: Cast, course: CoursePage) -> None:
    cohort = make_cohort(cast.wacap, course, "Spring")
    client.force_login(cast.organiser)
    client.post(reverse("cohort:announce", args=[cohort.pk]))
    page = client.get(reverse("cohort:history", args=[cohort.pk])).content.decode()
    assert "Announced" in page
    assert "Organiser" in page


def test_the_list_costs_the_same_with_one_cohort_and_with_three(
    client: Client, cast: Cast, course: CoursePage
) -> None:
    client.force_login(cast.organiser)
    counts = []
    for names in (("One",), ("Two", "Three")):
        for name in names:
            cohort = make_cohort(cast.wacap, course, name)
            Enrolment.all_objects.create(cohort=cohort, user=cast.trainee, language="en", enrolled_at=NOW)
        client.get(reverse("cohort:index"))
        with CaptureQueriesContext(connection) as queries:
            page = client.get(reverse("cohort:index"))
        counts.append(len(queries))
    assert "1 of 30" in page.content.decode()
    assert counts[0] == counts[1]


def test_a_cohort_whose_course_is_gone_says_so(client: Client, cast: Cast, course: CoursePage) -> None:
    cohort = make_cohort(cast.wacap, course, "Spring")
    course.delete()
    client.force_login(cast.organiser)
    for act in (client.get, client.post):
        answer = act(reverse("cohort:edit", args=[cohort.pk]), follow=True)
        assert answer.redirect_chain == [(reverse("cohort:inspect", args=[cohort.pk]), 302)]
        assert "Delete this draft and plan another cohort." in answer.text
