"""That the questions at the end are asked is written once, to whom it concerns."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail

from assessments.questionnaires.enums import Moment
from assessments.questionnaires.models import Questionnaire
from assessments.questionnaires.telling import tell_of_questions
from cms.core.enums import JobState
from cms.notices.models import Notice
from courses.cohorts.actions import cancel
from courses.cohorts.enums import EnrolmentState
from courses.cohorts.models import Cohort, Enrolment
from tests.assessments.questionnaires.asked import answer, asked, person
from tests.cast import Cast
from tests.mailing import deliver_due

pytestmark = pytest.mark.django_db
DAY, MORNING = timedelta(days=1), timedelta(hours=9)


def told() -> list[int]:
    return list(
        Notice.objects.filter(kind="questions_asked").values_list("recipient", flat=True).order_by("pk")
    )


def test_everybody_who_has_not_answered_is_told_once_a_week_before_the_end(
    cohort: Cohort, cast: Cast
) -> None:
    made = asked(cohort, cast, moment=Moment.END)
    waits, done, left = (person(cohort, number) for number in range(3))
    Enrolment.all_objects.filter(pk=done.pk).update(state=EnrolmentState.COMPLETED)
    Enrolment.all_objects.filter(pk=left.pk).update(state=EnrolmentState.WITHDRAWN)
    done.refresh_from_db()
    answer(made, done, knows_subject=3)

    assert (tell_of_questions(cohort.ends_at - 8 * DAY), told()) == (0, [])
    assert (tell_of_questions(cohort.ends_at - 7 * DAY), told()) == (1, [waits.user_id])
    assert (tell_of_questions(cohort.ends_at), told()) == (0, [waits.user_id])


@pytest.mark.parametrize("moment", Moment)
@pytest.mark.parametrize("open_", [True, False])
def test_only_of_open_questions_at_the_end(cohort: Cohort, cast: Cast, moment: Moment, open_: bool) -> None:
    asked(cohort, cast, moment=moment)
    if not open_:
        Questionnaire.all_objects.update(opened_at=None)
    person(cohort)
    assert tell_of_questions(cohort.ends_at - DAY) == (moment == Moment.END and open_)


def test_too_late_is_not_told(cohort: Cohort, cast: Cast) -> None:
    asked(cohort, cast, moment=Moment.END)
    person(cohort)
    assert tell_of_questions(cohort.ends_at + 14 * DAY) == 0


@pytest.mark.parametrize("anonymous", [True, False])
def test_the_letter_says_what_happens_to_names(cohort: Cohort, cast: Cast, anonymous: bool) -> None:
    asked(cohort, cast, moment=Moment.END, anonymous=anonymous)
    enrolment = person(cohort)
    now = cohort.ends_at - DAY
    tell_of_questions(now)
    deliver_due(now + DAY + MORNING)
    [letter] = [each for each in mail.outbox if enrolment.user.email in each.to]
    assert ("without your name" in letter.body, "with your name" in letter.body) == (anonymous, not anonymous)
    assert "/questionnaires/" in letter.body


def test_who_answers_before_the_letter_goes_is_spared(cohort: Cohort, cast: Cast) -> None:
    made, enrolment = asked(cohort, cast, moment=Moment.END), person(cohort)
    now = cohort.ends_at - DAY
    tell_of_questions(now)
    Enrolment.all_objects.update(state=EnrolmentState.COMPLETED)
    enrolment.refresh_from_db()
    answer(made, enrolment, knows_subject=1)
    deliver_due(now + DAY + MORNING)
    assert not [each for each in mail.outbox if enrolment.user.email in each.to]


def test_a_cancelled_cohort_asks_nobody(cohort: Cohort, cast: Cast) -> None:
    asked(cohort, cast, moment=Moment.END)
    person(cohort)
    now = cohort.ends_at - DAY
    tell_of_questions(now)
    cancel(cohort, by=cast.organiser, now=now)
    deliver_due(now + DAY + MORNING)
    assert Notice.objects.get(kind="questions_asked").state == JobState.CANCELLED
