"""Who did not see their result come about is told of it; who hands in sees it."""

from __future__ import annotations

import pytest

from assessments.quizzes.actions import close_expired, submit
from cms.notices.models import Notice
from tests.assessments.quizzes.sat import NOW, RIGHT, Sat, a_quiz

pytestmark = pytest.mark.django_db


@pytest.fixture
def sat() -> Sat:
    return a_quiz()


def test_a_result_that_the_clock_brought_about_is_told_once(sat: Sat) -> None:
    attempt = sat.start()
    for position, answer in RIGHT.items():
        sat.save(attempt, position, answer)
    for _again in range(2):
        close_expired(attempt.ends_at)
    notice = Notice.objects.get(kind="result_ready")
    assert notice.recipient == sat.user and notice.network == sat.cohort.network
    assert (notice.facts["attempt"], notice.facts["passed"]) == (attempt.pk, True)


def test_who_hands_in_is_not_told_what_they_see(sat: Sat) -> None:
    submit(sat.start(), user=sat.user, now=NOW)
    assert not Notice.objects.filter(kind="result_ready").exists()
