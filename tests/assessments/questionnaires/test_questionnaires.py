"""Questionnaires at the start and the end: planned, asked, answered once, shown as charts, unnamed where promised."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
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
)
from assessments.questionnaires.asked import asked_of
from assessments.questionnaires.enums import Kind, Moment
from assessments.questionnaires.models import Answered, Question, Questionnaire, Reply
from assessments.questionnaires.personal_data import NamedReplies
from assessments.questionnaires.results import Result, results_of
from assessments.questionnaires.standard import ASKED, STANDARD
from cms.core.errors import NotAllowed, Refusal
from courses.cohorts.actions.copy import copy_cohort
from courses.cohorts.enums import CohortState, EnrolmentState
from courses.cohorts.models import Cohort, Enrolment
from courses.learning.actions.uniting import unite
from tests.assessments.questionnaires.asked import NOW, answer, asked, person
from tests.cast import Cast
from tests.courses.taught import a_running_cohort, enrolled

DAY = timedelta(days=1)


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
def test_unnamed_replies_are_shown_by_fives(cohort: Cohort, cast: Cast) -> None:
    made, shown = asked(cohort, cast), []
    for number in range(11):
        answer(made, person(cohort, number), knows_subject=number % 5)
        results = results_of(made)
        shown.append((results.replies, results.shown, len(results.lines)))
    asks = made.questions.count()
    assert [lines for _replies, _shown, lines in shown] == [0] * 4 + [asks] * 7
    assert [(replies, seen) for replies, seen, _lines in shown] == [
        *((number, 0) for number in range(1, 5)),
        *((number, 5) for number in range(5, 10)),
        (10, 10),
        (11, 10),
    ]
    line = line_of(made, "knows_subject")
    assert (line.answered, line.mean) == (10, 3.0)
    assert [(bar.count, bar.share) for bar in line.bars] == [(2, 20)] * 5


@pytest.mark.django_db
def test_a_question_that_few_have_answered_is_not_shown(cohort: Cohort, cast: Cast) -> None:
    start, end = asked(cohort, cast), asked(cohort, cast, moment=Moment.END)
    people = [person(cohort, number) for number in range(5)]
    answer(start, people[0], dares_request=0, knows_subject=0)
    for enrolment in people[1:]:
        answer(start, enrolment, knows_subject=0)
    line = line_of(start, "dares_request")
    assert (line.hidden, line.bars, line.mean) == (True, (), None)
    Enrolment.all_objects.update(state=EnrolmentState.COMPLETED)
    for enrolment in people:
        enrolment.refresh_from_db()
        answer(end, enrolment, knows_subject=3, dares_request=3)
    assert (line_of(end, "dares_request").before, line_of(end, "knows_subject").before) == (None, 1.0)


@pytest.mark.django_db
def test_the_order_of_rows_tells_nothing(cohort: Cohort, cast: Cast) -> None:
    made = asked(cohort, cast)
    answer(made, person(cohort, 0), wants="First")
    first = Reply.objects.get().pk
    answer(made, person(cohort, 1), wants="Second")
    assert first not in set(Reply.objects.values_list("pk", flat=True))


@pytest.mark.django_db
def test_what_one_person_wrote_stands_at_no_place_of_its_own(cohort: Cohort, cast: Cast) -> None:
    made = asked(cohort, cast, moment=Moment.END)
    people = [person(cohort, number) for number in range(10)]
    Enrolment.all_objects.update(state=EnrolmentState.COMPLETED)
    for number, enrolment in enumerate(people):
        answer(made, enrolment, better=f"{number}", differently=f"{number}")
    better, differently = (line_of(made, key).words for key in ("better", "differently"))
    assert sorted(better) == sorted(differently)
    assert list(better) != list(differently)


def line_of(questionnaire: Questionnaire, key: str) -> Result:
    return next(line for line in results_of(questionnaire).lines if line.question.standard == key)


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


@pytest.mark.django_db
@pytest.mark.parametrize("anonymous", [True, False])
def test_who_has_answered_with_one_account_is_not_asked_with_the_other(
    cohort: Cohort, cast: Cast, anonymous: bool
) -> None:
    start = asked(cohort, cast, anonymous=anonymous)
    end = asked(cohort, cast, moment=Moment.END, anonymous=anonymous)
    keep, other = person(cohort, 0), person(cohort, 1)
    answer(start, keep, knows_subject=1)
    answer(start, other, knows_subject=4)
    Answered.objects.create(questionnaire=end, enrolment=other)
    if not anonymous:
        Reply.objects.create(questionnaire=end, enrolment=other, answers={}, shown=True)
    unite(keep, other=other, by=cast.organiser, now=NOW)
    answered = Answered.objects.order_by("questionnaire").values_list("questionnaire", "enrolment")
    assert list(answered) == [(start.pk, keep.pk), (end.pk, keep.pk)]
    if not anonymous:
        assert set(Reply.objects.values_list("enrolment", flat=True)) == {keep.pk}
        assert [line_of(start, "knows_subject").mean] == [2.0]


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
