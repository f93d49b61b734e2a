"""The quiz in requests: with scripts as JSON, without them as forms."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessments.quizzes.models import Attempt, LateResponse, Response
from tests.assessments.quizzes.sat import MINUTE, NOW, RIGHT, Sat, a_quiz, released

pytestmark = pytest.mark.django_db
JSON = {"accept": "application/json"}


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


def begin(sat: Sat) -> tuple[Client, Attempt]:
    client = sat.client()
    client.post(reverse("quizzes:start", args=[sat.enrolment.pk, sat.step.step_key]))
    return client, Attempt.objects.get(enrolment=sat.enrolment)


def save_url(attempt: Attempt, position: int = 1) -> str:
    return reverse("quizzes:save", args=[attempt.pk, position])


def page(name: str, attempt: Attempt) -> str:
    return reverse(f"quizzes:{name}", args=[attempt.pk])


def test_before_start_the_page_says_what_holds_and_nothing_runs() -> None:
    sat = a_quiz()
    released(sat)
    text = (
        sat.client()
        .get(reverse("learning:step", args=[sat.enrolment.pk, sat.step.step_key]))
        .content.decode()
    )
    for said in (
        "Start the attempt",
        "70%",
        "20 min",
        "2 of 2 left",
        "10:20, Dakar time (GMT)",
        "Last start",
        "16:59",
    ):
        assert said in text, said
    assert not Attempt.objects.exists()


def test_a_start_leads_to_the_questions_and_twice_to_the_same() -> None:
    sat = a_quiz()
    client = sat.client()
    url = reverse("quizzes:start", args=[sat.enrolment.pk, sat.step.step_key])
    first, second = client.post(url), client.post(url)
    assert first.url == second.url == page("sitting", Attempt.objects.get())
    text = client.get(first.url).content.decode()
    assert (
        text.count('<form class="question"') == 3 and "Question 3 of 3" in text and "On which ground" in text
    )


def test_who_may_not_start_is_told_why() -> None:
    sat = a_quiz(attempts=1)
    client, attempt = begin(sat)
    client.post(page("hand_in", attempt))
    response = client.post(reverse("quizzes:start", args=[sat.enrolment.pk, sat.step.step_key]), follow=True)
    assert "You have used all your attempts" in response.content.decode()
    assert Attempt.objects.count() == 1


def test_one_answer_a_request_and_it_is_there_after_a_reload() -> None:
    client, attempt = begin(a_quiz())
    saved = client.post(save_url(attempt), {"answer": "a", "sequence": "1"}, headers=JSON)
    assert (saved.status_code, saved.json()["sequence"], saved.json()["clock"]) == (200, 1, "10:00")
    text = client.get(page("sitting", attempt)).content.decode()
    assert 'value="a" checked' in text and 'name="sequence" value="2"' in text


def test_a_conflict_gives_back_what_is_stored() -> None:
    client, attempt = begin(a_quiz())
    client.post(save_url(attempt, 2), {"answer": ["a", "b"], "sequence": "1"}, headers=JSON)
    refused = client.post(save_url(attempt, 2), {"answer": "c", "sequence": "1"}, headers=JSON)
    assert refused.status_code == 409
    assert refused.json()["stored"] == {"answer": ["a", "b"], "said": "The authority; The purpose"}
    assert refused.json()["sequence"] == 1 and "Choose which one counts" in refused.json()["sentence"]


def test_without_scripts_a_conflict_shows_both_and_saving_again_chooses() -> None:
    client, attempt = begin(a_quiz())
    client.post(save_url(attempt), {"answer": "a", "sequence": "1"})
    refused = client.post(save_url(attempt), {"answer": "b", "sequence": "1"})
    text = refused.content.decode()
    assert refused.status_code == 409 and "Saved elsewhere: <bdi>Bank secrecy</bdi>" in text
    assert 'value="b" checked' in text and 'name="sequence" value="2"' in text
    assert client.post(save_url(attempt), {"answer": "b", "sequence": "2"}).status_code == 302
    assert Response.objects.get().answer == "b"


def test_a_bad_number_stays_in_its_field_with_the_reason_beside_it() -> None:
    client, attempt = begin(a_quiz())
    refused = client.post(save_url(attempt, 3), {"answer": "about <six>", "sequence": "1"})
    text = refused.content.decode()
    assert (
        refused.status_code == 422 and 'value="about &lt;six&gt;"' in text and "This is not a number" in text
    )
    assert (
        client.post(save_url(attempt, 3), {"answer": "six", "sequence": "1"}, headers=JSON).status_code == 422
    )
    assert not Response.objects.exists()


@pytest.mark.parametrize("sequence", ["", "one", "-1", "1.5", "9" * 12])
def test_a_broken_sequence_is_refused(sequence: str) -> None:
    client, attempt = begin(a_quiz())
    refused = client.post(save_url(attempt), {"answer": "a", "sequence": sequence}, headers=JSON)
    assert refused.status_code == 422 and refused.json()["sentence"]


def test_what_comes_too_late_is_kept_and_said(clock) -> None:
    client, attempt = begin(a_quiz())
    clock.shift(29 * MINUTE)
    text = client.get(page("sitting", attempt)).content.decode()
    assert "Answers that arrive before" in text and "10:30, Dakar time (GMT)" in text
    assert client.post(save_url(attempt), {"answer": "a", "sequence": "1"}, headers=JSON).status_code == 200
    clock.shift(MINUTE)
    late = client.post(save_url(attempt, 2), {"answer": "a", "sequence": "1"}, headers=JSON)
    assert late.status_code == 410 and "does not count" in late.json()["sentence"]
    assert LateResponse.objects.get().answer == ["a"]
    assert client.get(page("sitting", attempt)).url == page("result", attempt)
    attempt.refresh_from_db()
    assert (attempt.state, attempt.submitted_at) == ("graded", NOW + 30 * MINUTE)


def test_review_names_what_is_open_and_handing_in_leads_to_the_result() -> None:
    sat = a_quiz()
    client, attempt = begin(sat)
    assert client.get(page("result", attempt)).url == page("sitting", attempt)
    client.post(save_url(attempt), {"answer": "a", "sequence": "1"}, headers=JSON)
    text = client.get(page("review", attempt)).content.decode()
    assert "2 questions have no answer" in text and "#q2" in text
    assert client.post(page("hand_in", attempt)).url == page("result", attempt)
    assert client.post(page("hand_in", attempt)).url == page("result", attempt)


def test_the_result_says_score_key_and_explanations() -> None:
    sat = a_quiz()
    client, attempt = begin(sat)
    for position, answer in {1: ["b"], 2: ["a", "b"], 3: ["6"]}.items():
        client.post(save_url(attempt, position), {"answer": answer, "sequence": "1"}, headers=JSON)
    client.post(page("hand_in", attempt))
    text = client.get(page("result", attempt)).content.decode()
    for said in (
        "Passed",
        "75%",
        "3 of 4 points",
        "Paragraph 21(b) allows it.",
        "UNTOC, article 18(8)",
        "From (a) to (f).",
        "1 of 2",
    ):
        assert said in text, said
    assert "Not right" in text and reverse("learning:outline", args=[sat.enrolment.pk]) in text


def test_who_failed_is_led_to_the_next_attempt() -> None:
    sat = a_quiz()
    client, attempt = begin(sat)
    client.post(page("hand_in", attempt))
    text = client.get(page("result", attempt)).content.decode()
    assert "Not passed this time" in text and "To the next attempt" in text and "You gave no answer" in text


def test_beside_a_failed_attempt_the_one_under_way_is_next() -> None:
    sat = a_quiz()
    client, attempt = begin(sat)
    client.post(page("hand_in", attempt))
    client.post(reverse("quizzes:start", args=[sat.enrolment.pk, sat.step.step_key]))
    again = Attempt.objects.get(enrolment=sat.enrolment, number=2)
    text = client.get(page("result", attempt)).content.decode()
    assert "Attempt 2 is under way" in text and f'href="{page("sitting", again)}"' in text


def test_another_s_attempt_is_not_there() -> None:
    _client, attempt = begin(a_quiz())
    stranger = a_quiz("other@example.org").client()
    for name in ("sitting", "review", "result"):
        assert stranger.get(page(name, attempt)).status_code == 404
    assert stranger.post(page("hand_in", attempt)).status_code == 404
    for headers in ({}, JSON):
        assert (
            stranger.post(save_url(attempt), {"answer": "a", "sequence": "1"}, headers=headers).status_code
            == 404
        )
    assert (
        stranger.post(reverse("quizzes:start", args=[attempt.enrolment_id, attempt.step_key])).status_code
        == 404
    )
    assert not Response.objects.exists()


def test_who_is_signed_out_is_told_and_led_back() -> None:
    _client, attempt = begin(a_quiz())
    nobody = Client()
    told = nobody.post(save_url(attempt), {"answer": "a", "sequence": "1"}, headers=JSON)
    assert told.status_code == 401 and "Sign in again" in told.json()["sentence"]
    led = nobody.post(save_url(attempt), {"answer": "a", "sequence": "1"})
    assert led.status_code == 302 and led.url.endswith(f"?next={page('sitting', attempt)}")
    assert nobody.get(page("sitting", attempt)).status_code == 302


def test_another_language_in_the_middle_keeps_the_answers() -> None:
    client, attempt = begin(a_quiz())
    client.post(save_url(attempt), {"answer": "a", "sequence": "1"}, headers=JSON)
    client.cookies["django_language"] = "ar"
    sat = attempt.enrolment.user
    sat.language = "ar"
    sat.save()
    text = client.get(page("sitting", attempt), headers={"accept-language": "ar"}).content.decode()
    assert "السرية المصرفية" in text and 'value="a" checked' in text
    assert '<legend class="question__asked" lang="ar" dir="rtl">' in text


def test_arabic_digits_are_a_number() -> None:
    client, attempt = begin(a_quiz())
    saved = client.post(save_url(attempt, 3), {"answer": "٦٫٢", "sequence": "1"}, headers=JSON)
    assert saved.json()["answer"] == ["6.2"]


@pytest.mark.parametrize("name", ["sitting", "review", "result"])
def test_no_page_asks_more_for_more_questions(name: str) -> None:
    counts = []
    for number, questions in enumerate((3, 9)):
        sat = a_quiz(f"{number}@example.org", questions=questions)
        client, attempt = begin(sat)
        for position, answer in RIGHT.items():
            client.post(save_url(attempt, position), {"answer": answer, "sequence": "1"}, headers=JSON)
        if name == "result":
            client.post(page("hand_in", attempt))
        client.get(page(name, attempt))
        with CaptureQueriesContext(connection) as counted:
            assert client.get(page(name, attempt)).status_code == 200
        counts.append(len(counted))
    assert counts[0] == counts[1] <= 16


@pytest.mark.parametrize("questions", [3, 9])
def test_saving_and_handing_in_cost_the_same_whatever_the_number_of_questions(questions: int) -> None:
    client, attempt = begin(a_quiz(questions=questions))
    client.post(save_url(attempt, 2), {"answer": "a", "sequence": "1"}, headers=JSON)
    with CaptureQueriesContext(connection) as saving:
        client.post(save_url(attempt, 1), {"answer": "a", "sequence": "1"}, headers=JSON)
    with CaptureQueriesContext(connection) as handing_in:
        client.post(page("hand_in", attempt))
    assert (len(saving), len(handing_in)) == (7, 16)


def test_the_last_submission_and_the_end_that_it_cuts_stand_before_start() -> None:
    sat = a_quiz(time_limit=1440)
    today = (NOW.date() - sat.cohort.starts).days
    released(sat, due_offset=today, last_submission_offset=today)
    address = reverse("learning:step", args=[sat.enrolment.pk, sat.step.step_key])
    text = sat.client().get(address).content.decode()
    assert "Last submission" in text
    assert "That is less than the full time, because the quiz closes then." in text


def test_the_latest_time_to_start_is_in_the_reader_s_zone() -> None:
    sat = a_quiz()
    sat.user.time_zone = "Asia/Tokyo"
    sat.user.save()
    released(sat, due_local_time=dt.time(12))
    text = (
        sat.client()
        .get(reverse("learning:step", args=[sat.enrolment.pk, sat.step.step_key]))
        .content.decode()
    )
    assert "19:20, Tokyo time (GMT+9)" in text
