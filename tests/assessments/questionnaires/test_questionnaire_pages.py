"""Questionnaires in pages: the trainee answers, the organiser plans and sees."""

from __future__ import annotations

import re
from html import unescape

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from assessments.questionnaires.actions import (
    make_questionnaire,
)
from assessments.questionnaires.enums import Moment
from assessments.questionnaires.models import Questionnaire, Reply
from assessments.questionnaires.standard import ASKED
from cms.people.models import DataAccess
from courses.cohorts.enums import EnrolmentState
from courses.cohorts.models import Cohort, Enrolment
from tests.assessments.questionnaires.asked import NOW, answer, asked, person, question
from tests.cast import Cast


def page_of(questionnaire: Questionnaire) -> str:
    return reverse("questionnaires:questionnaire", args=[questionnaire.pk])


@pytest.mark.django_db
@time_machine.travel(NOW, tick=False)
def test_from_the_learning_page_to_the_answers(cohort: Cohort, cast: Cast, client: Client) -> None:
    made, enrolment = asked(cohort, cast), person(cohort)
    client.force_login(enrolment.user)
    course = reverse("learning:outline", args=[enrolment.pk])
    for address in (course, reverse("learning:learn")):
        assert page_of(made) in client.get(address).content.decode()
    page = unescape(client.get(page_of(made)).content.decode())
    assert "kept without your name" in page and "What do you want to be able to do" in page
    assert "Answer one question at least" in client.post(page_of(made), {}).content.decode()
    said = {
        f"question_{question(made, 'knows_subject').pk}": "2",
        f"question_{question(made, 'studies_with').pk}": ["0", "1"],
        f"question_{question(made, 'wants').pk}": "A template",
    }
    answered = client.post(page_of(made), said)
    assert (answered.status_code, answered["Location"]) == (302, course)
    kept = Reply.objects.get().answers
    assert kept[str(question(made, "studies_with").pk)] == [0, 1]
    assert page_of(made) not in client.get(course).content.decode()
    assert "You have answered already" in client.get(page_of(made)).content.decode()
    assert "You have answered already" in client.post(page_of(made), said).content.decode()


@pytest.mark.django_db
@time_machine.travel(NOW, tick=False)
def test_who_is_not_in_the_cohort_finds_nothing(cohort: Cohort, cast: Cast, client: Client) -> None:
    made = asked(cohort, cast)
    client.force_login(cast.stranger)
    assert client.get(page_of(made)).status_code == 404
    assert client.post(page_of(made), {}).status_code == 404
    closed = make_questionnaire(cohort, moment=Moment.END, standard=True, by=cast.organiser)
    client.force_login(person(cohort).user)
    assert client.get(page_of(closed)).status_code == 404


@pytest.mark.django_db
@time_machine.travel(NOW, tick=False)
def test_the_organiser_plans_opens_and_sees(cohort: Cohort, cast: Cast, client: Client) -> None:
    client.force_login(cast.organiser)
    all_of_it = reverse("questionnaire:of_cohort", args=[cohort.pk])
    inspect = client.get(reverse("cohort:inspect", args=[cohort.pk])).content.decode()
    assert all_of_it in inspect
    planned = client.post(all_of_it, {"moment": "start", "standard": "1"})
    made = Questionnaire.all_objects.get()
    plan = reverse("questionnaire:plan", args=[made.pk])
    assert planned["Location"] == plan
    page = unescape(client.get(plan).content.decode())
    assert "How often do you deal with a request" in page and "Question in Arabic" in page
    own = {"add": "1", "kind": "one", "text_en": "Where?", "text_ar": "أين؟", "choices_en": "Here\nThere"}
    assert "as many in each language" in client.post(plan, own | {"choices_ar": "هنا"}).content.decode()
    client.post(plan, own | {"choices_ar": "هنا\nهناك"})
    assert made.questions.count() == len(ASKED[Moment.START]) + 1
    client.post(plan, {"remove": str(question(made, "how_often").pk)})
    assert client.post(plan, {"remove": "x"}).status_code == 404
    client.post(plan, {"open": "1", "anonymous": "yes"})
    made.refresh_from_db()
    assert made.opened_at == NOW and made.anonymous
    assert "so they stay as they are" in client.post(plan, {"discard": "1"}, follow=True).content.decode()
    results = reverse("questionnaire:results", args=[made.pk])
    assert "Nobody has answered yet" in client.get(results).content.decode()
    for number in range(5):
        answer(made, person(cohort, number), knows_subject=number, wants=f"Wish {number}")
    shown = client.get(results).content.decode()
    assert "Mean: 3.0 of 5" in shown and "Wish 4" in shown and "Person 3" not in shown
    assert client.post(all_of_it, {"moment": "never"}).status_code == 404


@pytest.mark.django_db
@time_machine.travel(NOW, tick=False)
def test_names_are_shown_where_it_was_said_and_who_looks_is_kept(
    cohort: Cohort, cast: Cast, client: Client
) -> None:
    made = asked(cohort, cast, anonymous=False)
    answer(made, person(cohort, 7), wants="More time")
    client.force_login(cast.secretariat)
    shown = client.get(reverse("questionnaire:results", args=[made.pk])).content.decode()
    assert "Person 7" in shown and "More time" in shown
    assert DataAccess.objects.filter(actor=cast.secretariat, about=f"cohort:{cohort.pk}").exists()


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["secretariat", "casc_organiser", "trainee"])
def test_who_may_not_plan_is_told_no(cohort: Cohort, cast: Cast, client: Client, who: str) -> None:
    made = make_questionnaire(cohort, moment=Moment.START, standard=True, by=cast.organiser)
    client.force_login(getattr(cast, who))
    for address in (
        reverse("questionnaire:plan", args=[made.pk]),
        reverse("questionnaire:of_cohort", args=[cohort.pk]),
    ):
        assert client.post(address, {"open": "1", "anonymous": "yes", "moment": "end"}).status_code in {
            302,
            403,
            404,
        }
    made.refresh_from_db()
    assert made.opened_at is None
    assert Questionnaire.all_objects.count() == 1


@pytest.mark.django_db
@time_machine.travel(NOW, tick=False)
def test_words_come_by_pages_and_bars_count_everybody(cohort: Cohort, cast: Cast, client: Client) -> None:
    made = asked(cohort, cast)
    for number in range(35):
        answer(made, person(cohort, number), knows_subject=2, wants=f"Wish {number:02}.")
    client.force_login(cast.organiser)
    address = reverse("questionnaire:results", args=[made.pk])
    pages = [client.get(f"{address}?p={page}").content.decode() for page in (1, 2)]
    assert [page.count("Wish ") for page in pages] == [30, 5]
    assert ["<td>35</td>" in page for page in pages] == [True, True]


@pytest.mark.django_db
@time_machine.travel(NOW, tick=False)
def test_looking_before_and_after_one_answer_shows_nothing_of_it(
    cohort: Cohort, cast: Cast, client: Client
) -> None:
    made = asked(cohort, cast)
    for number in range(5):
        answer(made, person(cohort, number), knows_subject=4)
    client.force_login(cast.organiser)
    address = reverse("questionnaire:results", args=[made.pk])
    before = bars(client, address)
    answer(made, person(cohort, 5), knows_subject=0, wants="I am afraid of my court.")
    assert bars(client, address) == before
    page = unescape(client.get(address).content.decode())
    assert "I am afraid" not in page
    assert "six" not in page and "those of 1 person wait" in page


def bars(client: Client, address: str) -> list[str]:
    page = client.get(address).content.decode()
    return re.findall(r"<td>\d+</td>", page)


@pytest.mark.django_db
@time_machine.travel(NOW, tick=False)
def test_who_looks_as_the_trainee_does_does_not_see_whether_they_have_answered(
    cohort: Cohort, cast: Cast, client: Client
) -> None:
    made, enrolment = asked(cohort, cast), person(cohort)
    client.force_login(cast.organiser)
    assert client.post(reverse("viewing:begin", args=[enrolment.pk])).status_code == 302
    assert page_of(made) not in client.get(reverse("learning:learn")).content.decode()
    assert client.get(page_of(made)).status_code == 403
    answer(made, enrolment, wants="To be heard")
    assert client.get(page_of(made)).status_code == 403


@pytest.mark.django_db
@time_machine.travel(NOW, tick=False)
def test_who_has_answered_and_left_is_counted_among_the_asked(
    cohort: Cohort, cast: Cast, client: Client
) -> None:
    made = asked(cohort, cast)
    people = [person(cohort, number) for number in range(6)]
    for enrolment in people:
        answer(made, enrolment, knows_subject=1)
    Enrolment.all_objects.filter(pk__in=[each.pk for each in people[:3]]).update(
        state=EnrolmentState.WITHDRAWN
    )
    client.force_login(cast.organiser)
    for name, number in (("of_cohort", cohort.pk), ("results", made.pk)):
        page = client.get(reverse(f"questionnaire:{name}", args=[number])).content.decode()
        assert "6 of 6 people have answered." in page


@pytest.mark.django_db
@time_machine.travel(NOW, tick=False)
def test_a_copy_keeps_what_was_said_about_names(cohort: Cohort, cast: Cast, client: Client) -> None:
    made = make_questionnaire(cohort, moment=Moment.START, standard=True, by=cast.organiser)
    Questionnaire.all_objects.update(anonymous=False)
    client.force_login(cast.organiser)
    page = client.get(reverse("questionnaire:plan", args=[made.pk]))
    assert page.context["opening_form"]["anonymous"].value() == "no"
