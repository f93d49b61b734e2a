"""Questionnaires at the start and the end: planned, asked, answered once, shown as charts, unnamed where promised."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
import time_machine
from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from assessments.questionnaires.actions import (
    add_question,
    discard_questionnaire,
    fitting,
    make_questionnaire,
    open_questionnaire,
    remove_question,
    reply,
)
from assessments.questionnaires.asked import asked_of
from assessments.questionnaires.enums import Kind, Moment
from assessments.questionnaires.models import Answered, Question, Questionnaire, Reply
from assessments.questionnaires.personal_data import NamedReplies
from assessments.questionnaires.results import results_of
from assessments.questionnaires.standard import ASKED, STANDARD
from cms.core.errors import NotAllowed, Refusal
from cms.people.models import DataAccess
from courses.cohorts.actions.copy import copy_cohort
from courses.cohorts.enums import CohortState, EnrolmentState
from courses.cohorts.models import Cohort, Enrolment
from tests.cast import Cast
from tests.courses.taught import a_running_cohort, enrolled

NOW = datetime(2027, 3, 10, 9, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def cohort(cast: Cast) -> Cohort:
    """1 March to 31 December 2027, in English and Arabic."""
    cohort = a_running_cohort(slug="hosts")
    cohort.network = cast.wacap
    cohort.save()
    return cohort


def asked(
    cohort: Cohort, cast: Cast, *, moment: Moment = Moment.START, anonymous: bool = True
) -> Questionnaire:
    """With the standard questions, open."""
    made = make_questionnaire(cohort, moment=moment, standard=True, by=cast.organiser)
    open_questionnaire(made, anonymous=anonymous, by=cast.organiser, now=NOW)
    made.refresh_from_db()
    return made


def person(cohort: Cohort, number: int = 0) -> Enrolment:
    return enrolled(cohort, f"p{number}@example.org", display_name=f"Person {number}")


def question(questionnaire: Questionnaire, key: str) -> Question:
    return questionnaire.questions.get(standard=key)


def answer(questionnaire: Questionnaire, enrolment: Enrolment, **said: object) -> None:
    answers = {question(questionnaire, key).pk: value for key, value in said.items()}
    reply(questionnaire, enrolment=enrolment, answers=answers, now=NOW)


@pytest.mark.django_db
def test_standard_questions_are_said_in_every_language(cohort: Cohort, cast: Cast) -> None:
    made = make_questionnaire(cohort, moment=Moment.END, standard=True, by=cast.organiser)
    said = {}
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            said[code] = [(each.said, *each.choices_said) for each in made.questions.all()]
    assert [len(each) for each in said.values()] == [len(ASKED[Moment.END])] * len(said)
    assert len({str(each) for each in said.values()}) == len(settings.LANGUAGES)


def test_every_standard_question_is_asked_and_fits_its_kind() -> None:
    assert {key for keys in ASKED.values() for key in keys} == set(STANDARD)
    for one in STANDARD.values():
        assert bool(one.choices) == (one.kind in {Kind.ONE, Kind.SEVERAL})


@pytest.mark.django_db
def test_made_once_for_a_moment(cohort: Cohort, cast: Cast) -> None:
    first = make_questionnaire(cohort, moment=Moment.START, standard=True, by=cast.organiser)
    again = make_questionnaire(cohort, moment=Moment.START, standard=True, by=cast.organiser)
    assert (first.pk, again.questions.count()) == (again.pk, len(ASKED[Moment.START]))
    with pytest.raises(IntegrityError), transaction.atomic():
        Questionnaire.all_objects.create(cohort=cohort, moment=Moment.START)


@pytest.mark.django_db
def test_own_questions_in_the_cohorts_languages(cohort: Cohort, cast: Cast) -> None:
    made = make_questionnaire(cohort, moment=Moment.START, standard=False, by=cast.organiser)
    text = {"en": "How did you travel?", "ar": "كيف سافرت؟"}
    choices = {"en": ["By bus", "On foot"], "ar": ["بالحافلة", "سيرا"]}
    one = add_question(made, kind=Kind.ONE, text=text, choices=choices, by=cast.organiser)
    with translation.override("ar"):
        assert (one.said, one.choices_said) == (text["ar"], choices["ar"])
    with translation.override("fr"):
        assert one.said == text["en"]
    remove_question(one, by=cast.organiser)
    assert made.questions.count() == 0


REFUSED_CHOICES = [
    {"en": ["One"], "ar": ["واحد"]},
    {"en": ["One", "Two"], "ar": ["واحد"]},
    {"en": [], "ar": []},
    {"en": [str(n) for n in range(13)], "ar": [str(n) for n in range(13)]},
]


@pytest.mark.django_db
@pytest.mark.parametrize("choices", REFUSED_CHOICES)
def test_choices_that_do_not_fit(cohort: Cohort, cast: Cast, choices: dict[str, list[str]]) -> None:
    made = make_questionnaire(cohort, moment=Moment.START, standard=False, by=cast.organiser)
    with pytest.raises(Refusal) as refused:
        add_question(made, kind=Kind.ONE, text={"en": "Which?"}, choices=choices, by=cast.organiser)
    assert refused.value.code == "choices"


@pytest.mark.django_db
def test_what_is_open_stays_as_it_is(cohort: Cohort, cast: Cast) -> None:
    made, by = asked(cohort, cast), cast.organiser
    acts = [
        lambda: add_question(made, kind=Kind.TEXT, text={"en": "And?"}, choices={}, by=by),
        lambda: remove_question(made.questions.first(), by=by),
        lambda: open_questionnaire(made, anonymous=False, by=by, now=NOW),
        lambda: discard_questionnaire(made, by=by),
    ]
    for act in acts:
        with pytest.raises(Refusal) as refused:
            act()
        assert refused.value.code == "open"


@pytest.mark.django_db
def test_nothing_is_opened_that_asks_nothing(cohort: Cohort, cast: Cast) -> None:
    made = make_questionnaire(cohort, moment=Moment.START, standard=False, by=cast.organiser)
    with pytest.raises(Refusal) as refused:
        open_questionnaire(made, anonymous=True, by=cast.organiser, now=NOW)
    assert refused.value.code == "empty"
    discard_questionnaire(made, by=cast.organiser)
    assert not Questionnaire.all_objects.exists()


@pytest.mark.django_db
def test_only_organisers_plan(cohort: Cohort, cast: Cast) -> None:
    made = make_questionnaire(cohort, moment=Moment.START, standard=True, by=cast.organiser)
    for by in (cast.secretariat, cast.casc_organiser, cast.trainee):
        with pytest.raises(NotAllowed):
            make_questionnaire(cohort, moment=Moment.END, standard=True, by=by)
        with pytest.raises(NotAllowed):
            open_questionnaire(made, anonymous=True, by=by, now=NOW)
        with pytest.raises(NotAllowed):
            remove_question(made.questions.first(), by=by)


@pytest.mark.django_db
@pytest.mark.parametrize("state", CohortState)
@pytest.mark.parametrize("moment", Moment)
def test_when_it_is_asked_by_the_state_of_the_cohort(
    cohort: Cohort, cast: Cast, state: CohortState, moment: Moment
) -> None:
    made, enrolment = asked(cohort, cast, moment=moment), person(cohort)
    Cohort.all_objects.filter(pk=cohort.pk).update(state=state)
    enrolment.refresh_from_db()
    in_time = {Moment.START: NOW, Moment.END: cohort.ends_at - DAY}[moment]
    asks = state == CohortState.RUNNING or (state == CohortState.CLOSED and moment == Moment.END)
    assert made.asks_at(enrolment, in_time) == asks


@pytest.mark.django_db
@pytest.mark.parametrize("state", EnrolmentState)
def test_when_it_is_asked_by_the_state_of_the_enrolment(
    cohort: Cohort, cast: Cast, state: EnrolmentState
) -> None:
    made, enrolment = asked(cohort, cast, moment=Moment.END), person(cohort)
    enrolment.state = state
    at_the_end = state in {EnrolmentState.ACTIVE, EnrolmentState.COMPLETED, EnrolmentState.NOT_COMPLETED}
    assert made.asks_at(enrolment, NOW) == (state == EnrolmentState.COMPLETED)
    assert made.asks_at(enrolment, cohort.ends_at - 7 * DAY) == at_the_end
    assert not made.asks_at(enrolment, cohort.ends_at + 14 * DAY)


@pytest.mark.django_db
def test_one_answers_once_and_is_asked_no_more(cohort: Cohort, cast: Cast) -> None:
    made, enrolment = asked(cohort, cast), person(cohort)
    assert [one.questionnaire for one in asked_of([enrolment], now=NOW)] == [made]
    answer(made, enrolment, knows_subject=2)
    assert asked_of([enrolment], now=NOW) == []
    with pytest.raises(Refusal) as refused:
        answer(made, enrolment, knows_subject=4)
    assert (refused.value.code, Reply.objects.count()) == ("answered", 1)


@pytest.mark.django_db
def test_an_unnamed_reply_leads_to_nobody(cohort: Cohort, cast: Cast) -> None:
    made, enrolment = asked(cohort, cast), person(cohort)
    answer(made, enrolment, wants="To answer in a week")
    kept = Reply.objects.get()
    assert kept.enrolment_id is None
    assert isinstance(kept.pk, uuid.UUID) and kept.pk.version == 4
    fields = {field.name for model in (Reply, Answered) for field in model._meta.get_fields()}
    assert not {name for name in fields if name.endswith(("_at", "_on"))}
    assert list(NamedReplies.export(enrolment.user)) == []


@pytest.mark.django_db
def test_unnamed_replies_are_shown_from_five_on(cohort: Cohort, cast: Cast) -> None:
    made = asked(cohort, cast)
    for number in range(4):
        answer(made, person(cohort, number), knows_subject=number)
    assert (results_of(made).hidden, results_of(made).lines) == (True, ())
    answer(made, person(cohort, 4), knows_subject=4)
    shown = results_of(made)
    [line] = [each for each in shown.lines if each.question.standard == "knows_subject"]
    assert (shown.hidden, shown.replies, line.answered, line.mean) == (False, 5, 5, 3.0)
    assert [(bar.count, bar.share) for bar in line.bars] == [(1, 20)] * 5


@pytest.mark.django_db
def test_named_replies_are_shown_at_once_and_go_with_the_account(cohort: Cohort, cast: Cast) -> None:
    made, enrolment = asked(cohort, cast, anonymous=False), person(cohort)
    answer(made, enrolment, knows_subject=1, studies_with=[2, 0, 2], wants="More time")
    assert results_of(made).replies == 1
    said = {str(row["question"]): row["answer"] for row in NamedReplies.export(enrolment.user)}
    assert said["With what will you study?"] == "A phone, A computer at home"
    assert said["I know the subject of this course well."] == "2"
    NamedReplies.erase(enrolment.user, now=NOW)
    assert not Reply.objects.exists()
    assert Answered.objects.count() == 1


@pytest.mark.django_db
def test_the_start_stands_beside_the_end(cohort: Cohort, cast: Cast) -> None:
    start, end = asked(cohort, cast), asked(cohort, cast, moment=Moment.END)
    people = [person(cohort, number) for number in range(5)]
    for enrolment in people:
        answer(start, enrolment, knows_subject=1)
    Enrolment.all_objects.update(state=EnrolmentState.COMPLETED)
    for enrolment in people:
        enrolment.refresh_from_db()
        answer(end, enrolment, knows_subject=3, clear=4)
    lines = {line.question.standard: line for line in results_of(end).lines}
    assert (lines["knows_subject"].before, lines["knows_subject"].mean) == (2.0, 4.0)
    assert lines["clear"].before is None


@given(
    answers=st.dictionaries(
        st.integers(0, 9),
        st.one_of(st.none(), st.integers(-3, 9), st.text(max_size=5), st.lists(st.integers(-2, 5))),
    )
)
def test_whatever_is_sent_nothing_is_kept_that_was_not_asked(answers: dict[int, object]) -> None:
    questions = [
        Question(pk=number, kind=STANDARD[key].kind, standard=key)
        for number, key in enumerate(ASKED[Moment.START])
    ]
    kept = fitting(questions, answers)
    for question in questions:
        said, places = kept.get(str(question.pk)), range(len(question.choices_said))
        if said is None:
            continue
        if question.kind == Kind.TEXT:
            assert isinstance(said, str) and said
        elif question.kind == Kind.SEVERAL:
            assert said and set(said) <= set(places) and said == sorted(set(said))
        else:
            assert said in places


@pytest.mark.django_db
def test_a_copy_has_the_questions_and_nobodys_answers(cohort: Cohort, cast: Cast) -> None:
    made = asked(cohort, cast, anonymous=False)
    answer(made, person(cohort), wants="More")
    copied = copy_cohort(cohort, name="Again", starts=cohort.starts + 30 * DAY, by=cast.organiser)
    [again] = Questionnaire.all_objects.of(copied)
    assert (again.moment, again.anonymous, again.opened_at) == (Moment.START, False, None)
    assert [each.standard for each in again.questions.all()] == list(ASKED[Moment.START])
    assert (again.replies.count(), made.replies.count()) == (0, 1)


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
    assert "before 5 people have answered" in client.get(results).content.decode()
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
def test_what_waits_costs_the_same_for_one_cohort_and_for_three(cohort: Cohort, cast: Cast) -> None:
    asked(cohort, cast)
    mine = [person(cohort)]

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert len(asked_of(mine, now=NOW)) == len(mine)
        return len(queries)

    one = cost()
    for number in range(2):
        other = a_running_cohort(slug=f"more{number}")
        other.network = cast.wacap
        other.save()
        asked(other, cast)
        mine.append(enrolled(other, mine[0].user.email))
    assert cost() == one == 2
