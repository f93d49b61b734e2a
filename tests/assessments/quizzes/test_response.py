"""Sequence numbers: nothing saved is lost or replaced by what had not seen it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.questions.bodies import BadAnswer
from assessments.quizzes.actions import submit
from assessments.quizzes.actions.response import MOST_LATE_RESPONSES, _decide
from assessments.quizzes.enums import Saved
from assessments.quizzes.models import Attempt, AttemptQuestion, LateResponse, Response
from tests.assessments.quizzes.sat import MINUTE, NOW, a_quiz


def stored() -> list[tuple]:
    return list(
        Response.objects.order_by("pk").values_list("attempt_question__position", "sequence", "answer")
    )


@pytest.mark.django_db
def test_an_answer_is_saved_changed_and_taken_back() -> None:
    sat = a_quiz()
    attempt = sat.start()
    assert sat.save(attempt, 2, ["b", "a"]).kind == Saved.SAVED
    assert stored() == [(2, 1, ["a", "b"])]
    assert sat.save(attempt, 2, ["a"], sequence=2).kind == Saved.SAVED
    assert sat.save(attempt, 2, [], sequence=3).kind == Saved.SAVED
    assert stored() == [(2, 3, None)]


@pytest.mark.django_db
def test_the_same_again_is_acknowledged_and_writes_nothing() -> None:
    sat = a_quiz()
    attempt = sat.start()
    first = sat.save(attempt, 1, ["a"])
    again = sat.save(attempt, 1, ["a"], now=NOW + 5 * MINUTE)
    assert (again.kind, again.sequence, again.saved_at) == (Saved.SAME, 1, first.saved_at)


@pytest.mark.django_db
def test_two_tabs_the_second_has_to_choose() -> None:
    sat = a_quiz()
    attempt = sat.start()
    sat.save(attempt, 1, ["a"])
    other = sat.save(attempt, 1, ["b"])
    assert (other.kind, other.sequence, other.answer) == (Saved.CONFLICT, 1, "a")
    assert stored() == [(1, 1, "a")]
    assert sat.save(attempt, 1, ["b"], sequence=2).kind == Saved.SAVED


@pytest.mark.django_db
@pytest.mark.parametrize("sequence", [0, 1, 4, 99])
def test_what_has_not_seen_the_stored_one_changes_nothing(sequence: int) -> None:
    sat = a_quiz()
    attempt = sat.start()
    sat.save(attempt, 1, ["a"])
    sat.save(attempt, 1, ["c"], sequence=2)
    assert sat.save(attempt, 1, ["b"], sequence=sequence).kind == Saved.CONFLICT
    assert stored() == [(1, 2, "c")]


@pytest.mark.django_db
def test_in_closing_an_answer_counts_and_after_it_it_is_kept_apart() -> None:
    sat = a_quiz()
    attempt = sat.start()
    assert sat.save(attempt, 1, ["a"], now=NOW + 29 * MINUTE).kind == Saved.SAVED
    late = NOW + 30 * MINUTE
    assert sat.save(attempt, 1, ["b"], sequence=2, now=late).kind == Saved.LATE
    assert sat.save(attempt, 1, ["b"], sequence=2, now=late).kind == Saved.LATE
    assert stored() == [(1, 1, "a")]
    assert list(LateResponse.objects.values_list("sequence", "answer", "arrived_at")) == [(2, "b", late)]


@pytest.mark.django_db
def test_after_handing_in_the_receipt_of_a_saved_answer_still_comes() -> None:
    sat = a_quiz()
    attempt = sat.start()
    sat.save(attempt, 1, ["a"])
    submit(attempt, user=sat.user, now=NOW + 2 * MINUTE)
    assert sat.save(attempt, 1, ["a"], now=NOW + 3 * MINUTE).kind == Saved.SAME
    assert sat.save(attempt, 2, ["a"], now=NOW + 3 * MINUTE).kind == Saved.LATE


@pytest.mark.django_db
def test_late_answers_don_t_fill_the_table() -> None:
    sat = a_quiz()
    attempt = sat.start()
    for sequence in range(1, 60):
        sat.save(attempt, 1, ["a"], sequence=sequence, now=NOW + 40 * MINUTE)
    assert LateResponse.objects.count() == MOST_LATE_RESPONSES


@pytest.mark.django_db
def test_a_bad_answer_changes_nothing() -> None:
    sat = a_quiz()
    attempt = sat.start()
    sat.save(attempt, 3, ["6"])
    with pytest.raises(BadAnswer):
        sat.save(attempt, 3, ["six"], sequence=2)
    assert stored() == [(3, 1, "6")]


@pytest.mark.django_db
def test_nobody_answers_for_another() -> None:
    sat, other = a_quiz(), a_quiz("other@example.org")
    attempt = sat.start()
    with pytest.raises(Attempt.DoesNotExist):
        other.save(attempt, 1, ["a"])
    assert stored() == []


sent = st.lists(st.tuples(st.integers(0, 6), st.sampled_from("abc")), max_size=12)


@given(sent)
def test_whatever_is_sent_the_sequence_grows_by_one_and_only_by_who_has_seen_it(
    saves: list[tuple[int, str]],
) -> None:
    kept: Response | None = None
    question = AttemptQuestion(position=1)
    for sequence, answer in saves:
        outcome = _decide(kept, question, sequence=sequence, cleaned=answer, saves=True)
        seen = kept.sequence if kept else 0
        assert (outcome.kind == Saved.SAVED) == (sequence == seen + 1)
        if outcome.kind == Saved.SAME:
            assert kept is not None and kept.answer == answer
        if outcome.kind == Saved.SAVED:
            kept = Response(sequence=sequence, answer=answer)
