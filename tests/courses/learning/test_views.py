"""The trainee's pages: whose they are, when they open, where one goes on."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cms.people.models import User
from courses.catalogue.models import CoursePage, LessonPage, ModulePage
from courses.cohorts.actions import release_due, start_cohorts
from courses.cohorts.enums import CohortState, EnrolmentState
from courses.cohorts.models import Cohort, Enrolment
from courses.learning.models import Progress
from tests.cast import NOW, Cast, make_cohort, make_course, make_module, network_page

# In the first week of the cohort: its first module is open, its second opens on 12 April at 09:00.
WEDNESDAY = datetime(2027, 4, 7, 10, tzinfo=UTC)
HEADING, TEXT = uuid.UUID(int=1), uuid.UUID(int=2)


@pytest.fixture(autouse=True)
def in_the_first_week() -> Iterator[None]:
    with time_machine.travel(WEDNESDAY, tick=False):
        yield


def write(lesson: LessonPage, words: str) -> None:
    lesson.body = [
        {"type": "heading", "value": "Who asks", "id": str(HEADING)},
        {"type": "text", "value": f"<p>{words}</p>", "id": str(TEXT)},
    ]
    lesson.save_revision().publish()


@pytest.fixture
def modules(cast: Cast) -> list[ModulePage]:
    made = [make_module(cast.ejn, "Requests", lessons=2), make_module(cast.ejn, "Evidence")]
    for module in made:
        for lesson in LessonPage.objects.child_of(module):
            write(lesson, f"What {lesson.title} says.")
        module.save_revision().publish()
    return made


@pytest.fixture
def course(cast: Cast, modules: list[ModulePage]) -> CoursePage:
    return make_course(cast.wacap, "Working together", *modules)


def run(cast: Cast, course: CoursePage, name: str = "Spring", *, person: User | None = None) -> Enrolment:
    """An enrolment in a cohort of the course that runs since Monday."""
    cohort = make_cohort(cast.wacap, course, name, state=CohortState.OPEN)
    enrolment = Enrolment.all_objects.create(
        cohort=cohort, user=person or cast.trainee, language="en", enrolled_at=NOW
    )
    start_cohorts(WEDNESDAY)
    release_due(WEDNESDAY)
    return Enrolment.all_objects.select_related("cohort").get(pk=enrolment.pk)


@pytest.fixture
def enrolment(cast: Cast, course: CoursePage) -> Enrolment:
    return run(cast, course)


@pytest.fixture
def trainee(client: Client, cast: Cast) -> Client:
    client.force_login(cast.trainee)
    return client


def keys(modules: list[ModulePage]) -> list[uuid.UUID]:
    return [
        lesson.translation_key
        for module in modules
        for lesson in LessonPage.objects.child_of(module).order_by("path")
    ]


def outline(enrolment: Enrolment) -> str:
    return reverse("learning:outline", args=[enrolment.pk])


def step(enrolment: Enrolment, key: uuid.UUID, name: str = "step") -> str:
    return reverse(f"learning:{name}", args=[enrolment.pk, key])


def every_address(enrolment: Enrolment, key: uuid.UUID) -> list[tuple[str, str]]:
    return [
        ("get", outline(enrolment)),
        ("get", step(enrolment, key)),
        ("post", step(enrolment, key, "done")),
        ("post", step(enrolment, key, "position")),
    ]


def statuses(client: Client, enrolment: Enrolment, key: uuid.UUID) -> list[int]:
    return [
        getattr(client, method)(address, {"block": str(TEXT)}).status_code
        for method, address in every_address(enrolment, key)
    ]


# Whose they are


def test_strangers_are_asked_to_sign_in(
    client: Client, enrolment: Enrolment, modules: list[ModulePage]
) -> None:
    for method, address in [("get", reverse("learning:learn")), *every_address(enrolment, keys(modules)[0])]:
        answer = getattr(client, method)(address)
        assert answer.url == f"{reverse('account_login')}?next={address}"
    assert not Progress.all_objects.exists()


@pytest.mark.parametrize("who", ["stranger", "organiser", "author", "central"])
def test_to_anybody_else_there_is_nothing(
    client: Client, cast: Cast, enrolment: Enrolment, modules: list[ModulePage], who: str
) -> None:
    client.force_login(getattr(cast, who))
    assert statuses(client, enrolment, keys(modules)[0]) == [404] * 4
    assert "Working together" not in client.get(reverse("learning:learn")).text
    assert not Progress.all_objects.exists()


def test_to_who_has_withdrawn_there_is_nothing_until_they_come_back(
    trainee: Client, enrolment: Enrolment, modules: list[ModulePage]
) -> None:
    Enrolment.all_objects.update(state=EnrolmentState.WITHDRAWN)
    assert statuses(trainee, enrolment, keys(modules)[0]) == [404] * 4
    Enrolment.all_objects.update(state=EnrolmentState.ACTIVE)
    assert statuses(trainee, enrolment, keys(modules)[0]) == [200, 200, 302, 204]


def test_a_step_of_another_course_is_not_here(
    trainee: Client, cast: Cast, enrolment: Enrolment, modules: list[ModulePage]
) -> None:
    other = make_module(cast.ejn, "Elsewhere")
    (key,) = keys([other])
    assert trainee.get(step(enrolment, key)).status_code == 404
    assert trainee.post(step(enrolment, key, "done")).status_code == 404
    assert trainee.get(step(enrolment, uuid.uuid4())).status_code == 404


@pytest.mark.parametrize("state", CohortState)
def test_what_can_be_read_in_each_state_of_the_cohort(
    trainee: Client, enrolment: Enrolment, modules: list[ModulePage], state: CohortState
) -> None:
    Cohort.all_objects.update(state=state)
    read = trainee.get(step(enrolment, keys(modules)[0])).status_code
    assert read == (200 if state in {CohortState.RUNNING, CohortState.CLOSED} else 404)
    assert trainee.get(outline(enrolment)).status_code == 200
    assert trainee.get(reverse("learning:learn")).status_code == 200


# When they open


def test_a_module_that_has_not_opened_says_when_on_the_readers_clock(
    trainee: Client, cast: Cast, enrolment: Enrolment, modules: list[ModulePage]
) -> None:
    cast.trainee.time_zone = "Asia/Bangkok"
    cast.trainee.save()
    last = keys(modules)[-1]
    for answer in (trainee.get(step(enrolment, last)), trainee.post(step(enrolment, last, "done"))):
        assert answer.status_code == 403
        assert "“Evidence” opens Monday, 12 April 2027 at 16:00, Bangkok time (GMT+7)" in plain(
            answer.text
        ) or ("“Evidence” opens Monday, 12 April 2027, 16:00, Bangkok time (GMT+7)" in plain(answer.text))
        assert "What Evidence" not in answer.text
    assert not Progress.all_objects.exists()


def test_it_opens_at_its_second_though_the_sweep_has_not_run(
    trainee: Client, enrolment: Enrolment, modules: list[ModulePage]
) -> None:
    opens = datetime(2027, 4, 12, 9, tzinfo=UTC)
    for moment, status in ((opens - timedelta(seconds=1), 403), (opens, 200)):
        with time_machine.travel(moment, tick=False):
            trainee.force_login(enrolment.user)
            assert trainee.get(step(enrolment, keys(modules)[-1])).status_code == status


def test_before_the_cohort_starts_its_day_is_said(trainee: Client, cast: Cast, course: CoursePage) -> None:
    cohort = make_cohort(cast.wacap, course, "Summer", state=CohortState.OPEN)
    enrolment = Enrolment.all_objects.create(cohort=cohort, user=cast.trainee, language="en", enrolled_at=NOW)
    with time_machine.travel(NOW, tick=False):
        trainee.force_login(cast.trainee)
        assert "The cohort begins on 5 April 2027." in trainee.get(outline(enrolment)).text
        page = plain(trainee.get(reverse("learning:learn")).text)
        assert "Begins on 5 April 2027." in page
        assert "“Working together” opens next." in page and "You have done all" not in page


def test_a_cancelled_cohort_does_not_begin(
    trainee: Client, enrolment: Enrolment, modules: list[ModulePage]
) -> None:
    Cohort.all_objects.update(state=CohortState.CANCELLED)
    for address in (outline(enrolment), reverse("learning:learn")):
        page = plain(trainee.get(address).text)
        assert "egins on" not in page
        assert "This cohort was cancelled." in page
        assert "You have done all" not in page


# Reading


def plain(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", "", html)).split())


def test_a_lesson_shows_the_text_of_the_syllabus_not_of_today(
    trainee: Client, enrolment: Enrolment, modules: list[ModulePage]
) -> None:
    lesson = LessonPage.objects.child_of(modules[0]).first()
    write(lesson, "Something else altogether.")
    modules[0].save_revision().publish()
    page = trainee.get(step(enrolment, lesson.translation_key)).text
    assert "What Requests, lesson 1 says." in page
    assert "Something else" not in page
    lesson.unpublish()
    assert "What Requests, lesson 1 says." in trainee.get(step(enrolment, lesson.translation_key)).text


def test_reading_is_noted_and_the_place_kept(
    trainee: Client, enrolment: Enrolment, modules: list[ModulePage]
) -> None:
    key = keys(modules)[0]
    assert "Your place is saved here." not in trainee.get(step(enrolment, key)).text
    answer = trainee.post(step(enrolment, key, "position"), {"block": str(TEXT), "seconds": "20"})
    assert answer.status_code == 204
    page = trainee.get(step(enrolment, key)).text
    assert f'href="#b-{TEXT}"' in page and "Go on from “Who asks”" in page
    row = Progress.all_objects.get()
    assert (row.seconds, row.completed_at, row.opened_at) == (20, None, WEDNESDAY)
    assert "Who asks" in trainee.get(reverse("learning:learn")).text


@pytest.mark.parametrize(
    "told", [{}, {"block": "x"}, {"block": str(TEXT), "seconds": "many"}, {"block": "1" * 9999}]
)
def test_a_place_that_makes_no_sense_is_not_kept(
    trainee: Client, enrolment: Enrolment, modules: list[ModulePage], told: dict[str, str]
) -> None:
    key = keys(modules)[0]
    trainee.get(step(enrolment, key))
    assert trainee.post(step(enrolment, key, "position"), told).status_code == 400
    assert Progress.all_objects.get().last_position == ""


def test_done_leads_to_the_next_and_from_the_last_open_one_to_the_course(
    trainee: Client, enrolment: Enrolment, modules: list[ModulePage]
) -> None:
    first, second, _closed = keys(modules)
    page = trainee.get(step(enrolment, first)).text
    assert "Done, go to “Requests, lesson 2”" in plain(page)
    assert trainee.post(step(enrolment, first, "done")).url == step(enrolment, second)
    assert trainee.post(step(enrolment, second, "done")).url == outline(enrolment)
    assert Progress.all_objects.filter(completed_at=WEDNESDAY).count() == 2
    assert "2 of 3 steps done." in plain(trainee.get(outline(enrolment)).text)


def test_after_the_end_one_may_read_but_nothing_is_counted(
    trainee: Client, enrolment: Enrolment, modules: list[ModulePage]
) -> None:
    Cohort.all_objects.update(state=CohortState.CLOSED)
    Enrolment.all_objects.update(state=EnrolmentState.NOT_COMPLETED)
    key = keys(modules)[0]
    answer = trainee.post(step(enrolment, key, "done"), follow=True)
    assert "You can go on reading; nothing more is counted." in answer.text
    assert not Progress.all_objects.filter(completed_at__isnull=False).exists()


def test_a_change_of_language_keeps_progress_and_place(
    trainee: Client, cast: Cast, modules: list[ModulePage], course: CoursePage
) -> None:
    parent = network_page(cast.ejn, "ar")
    module = ModulePage(
        title="الطلبات",
        slug="talabat",
        locale=parent.locale,
        translation_key=modules[0].translation_key,
        is_source=False,
    )
    parent.add_child(instance=module)
    first, second, _last = keys(modules)
    lesson = LessonPage(
        title="الدرس الأول",
        slug="awwal",
        locale=parent.locale,
        translation_key=first,
        is_source=False,
        live=False,
    )
    module.add_child(instance=lesson)
    write(lesson, "نص الدرس")
    module.save_revision().publish()
    enrolment = run(cast, course)
    trainee.get(step(enrolment, first))
    trainee.post(step(enrolment, first, "position"), {"block": str(TEXT)})
    trainee.post(step(enrolment, first, "done"))

    here = step(enrolment, first)
    answer = trainee.post(reverse("people:switch_language"), {"language": "ar", "next": here})
    assert answer.url == here
    page = trainee.get(here).text
    assert '<html lang="ar" dir="rtl">' in page
    assert "نص الدرس" in page and f'href="#b-{TEXT}"' in page
    rows = Progress.all_objects.filter(completed_at__isnull=False)
    assert [row.step_key for row in rows] == [first]
    # What has no Arabic text is read in English, and says so.
    page = trainee.get(step(enrolment, second)).text
    assert 'lang="en" dir="ltr"' in page and "What Requests, lesson 2 says." in page


def test_learn_says_what_is_next_and_until_when_on_ones_own_clock(
    trainee: Client, cast: Cast, enrolment: Enrolment, modules: list[ModulePage]
) -> None:
    cast.trainee.time_zone = "Asia/Bangkok"
    cast.trainee.save()
    page = trainee.get(reverse("learning:learn")).text
    assert step(enrolment, keys(modules)[0]) in page
    # Due on day 6 at the end of the day in Dakar, which is 07:00 of the next in Bangkok.
    assert 'datetime="2027-04-12T00:00+00:00"' in page
    assert "06:59, Bangkok time (GMT+7)" in plain(page)


def test_when_all_that_is_open_is_done_the_next_opening_is_said(
    trainee: Client, enrolment: Enrolment, modules: list[ModulePage]
) -> None:
    for key in keys(modules)[:2]:
        trainee.post(step(enrolment, key, "done"))
    page = plain(trainee.get(reverse("learning:learn")).text)
    assert "Nothing to do now" in page and "“Evidence” opens next." in page


# Costs


def cost(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


def test_learn_costs_the_same_with_one_enrolment_and_with_three(
    trainee: Client, cast: Cast, enrolment: Enrolment, course: CoursePage
) -> None:
    one = cost(trainee, reverse("learning:learn"))
    run(cast, course, "Second")
    run(cast, make_course(cast.casc, "Another", make_module(cast.ejn, "Other")), "Third")
    assert cost(trainee, reverse("learning:learn")) == one
    assert trainee.get(reverse("learning:learn")).text.count('class="entry entry--two"') == 3


def test_before_the_start_it_costs_the_same_too(trainee: Client, cast: Cast, course: CoursePage) -> None:
    def early(name: str, course: CoursePage) -> None:
        cohort = make_cohort(cast.wacap, course, name, state=CohortState.OPEN)
        Enrolment.all_objects.create(cohort=cohort, user=cast.trainee, language="en", enrolled_at=NOW)

    early("First", course)
    one = cost(trainee, reverse("learning:learn"))
    early("Second", course)
    early("Third", make_course(cast.casc, "Another"))
    assert cost(trainee, reverse("learning:learn")) == one


def test_an_outline_costs_the_same_with_one_module_and_with_three(
    trainee: Client, cast: Cast, modules: list[ModulePage]
) -> None:
    third = make_module(cast.casc, "Third", lessons=3)
    small = run(cast, make_course(cast.wacap, "Small", modules[0]), "Small")
    large = run(cast, make_course(cast.wacap, "Large", *modules, third), "Large")
    assert cost(trainee, outline(small)) == cost(trainee, outline(large))
    page = trainee.get(outline(large)).text
    assert page.count('<li class="module"') == 3


def test_a_lesson_costs_no_more_than_eight_queries(
    trainee: Client, enrolment: Enrolment, modules: list[ModulePage]
) -> None:
    address = step(enrolment, keys(modules)[0])
    trainee.post(step(enrolment, keys(modules)[0], "position"), {"block": str(TEXT)})
    assert cost(trainee, address) <= 8
