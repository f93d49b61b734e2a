"""All kinds of questions in one quiz: saved, told apart, compared, handed in, through the pages."""

from __future__ import annotations

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from assessments.questions.bodies import Body
from assessments.quizzes.models import Attempt, AttemptQuestion, Response
from tests.assessments.questions.forms import sends
from tests.assessments.quizzes.sat import EVERY_KIND, NOW, a_quiz

pytestmark = pytest.mark.django_db
JSON = {"accept": "application/json"}


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def attempt() -> Attempt:
    return a_quiz(questions=len(EVERY_KIND)).start()


@pytest.fixture
def client(attempt: Attempt) -> Client:
    client = Client()
    client.force_login(attempt.enrolment.user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def page(name: str, attempt: Attempt, *more: int) -> str:
    return reverse(f"quizzes:{name}", args=[attempt.pk, *more])


def position_of(kind: str) -> int:
    return EVERY_KIND.index(kind) + 1


def body_of(attempt: Attempt, kind: str) -> Body:
    return AttemptQuestion.objects.get(attempt=attempt, position=position_of(kind)).version.parsed


def save(client: Client, attempt: Attempt, kind: str, sent: list[str], sequence: int = 1, **options):
    url = page("save", attempt, position_of(kind))
    return client.post(url, {"answer": sent, "sequence": str(sequence)}, **options)


def form(html: str, kind: str) -> str:
    start = html.index(f'<form class="question" id="q{position_of(kind)}"')
    return html[start : html.index("</form>", start)]


# One answer, and another that contradicts it, as stored.
TWO_ANSWERS = {
    "true_false": ("true", "false", "True", "False"),
    "matching": (
        {"atlas": "fiches"},
        {"atlas": "atlas", "court": "compendium"},
        "Who is competent?: The Fiches Belges",
        "Who is competent?: The Atlas; To which court?: The Compendium",
    ),
    "ordering": (
        ["d", "c", "b", "a"],
        ["a", None, None, "d"],
        (
            "1. Send the request again; 2. Complete the request, point by point; 3. Ask the contact point what"
            " is needed; 4. Read the reasons for the return"
        ),
        "1. Read the reasons for the return; 4. Send the request again",
    ),
    "short_answer": ("Dual criminality.", "<b>fiscal</b>", "Dual criminality.", "<b>fiscal</b>"),
}


@pytest.mark.parametrize("kind", TWO_ANSWERS)
def test_after_a_reload_the_form_stands_as_it_was_saved(kind: str, client: Client, attempt: Attempt) -> None:
    body = body_of(attempt, kind)
    for sequence, answer in enumerate(TWO_ANSWERS[kind][:2], start=1):
        sent = body.as_sent(answer)
        saved = save(client, attempt, kind, sent, sequence, headers=JSON)
        assert (saved.status_code, sorted(saved.json()["answer"])) == (200, sorted(sent))
        assert Response.objects.get().answer == answer
        html = form(client.get(page("sitting", attempt)).content.decode(), kind)
        assert sorted(sends(html)) == sorted(sent)
        assert f'name="sequence" value="{sequence + 1}"' in html


@pytest.mark.parametrize("kind", TWO_ANSWERS)
def test_a_conflict_says_both_answers_in_words(kind: str, client: Client, attempt: Attempt) -> None:
    stored, mine, stored_said, mine_said = TWO_ANSWERS[kind]
    body = body_of(attempt, kind)
    save(client, attempt, kind, body.as_sent(stored), headers=JSON)
    said = save(client, attempt, kind, body.as_sent(mine), headers=JSON).json()
    assert (said["outcome"], said["stored"]["said"], said["mine"]) == (
        "conflict",
        stored_said,
        {"said": mine_said},
    )
    assert sorted(said["stored"]["answer"]) == sorted(body.as_sent(stored))
    refused = save(client, attempt, kind, body.as_sent(mine))
    html = form(refused.content.decode(), kind)
    escaped = mine_said.replace("<", "&lt;").replace(">", "&gt;")
    assert refused.status_code == 409
    assert f"Saved elsewhere: <bdi>{stored_said}</bdi>" in html
    assert f"Chosen here: <bdi>{escaped}</bdi>" in html
    assert sorted(sends(html)) == sorted(body.as_sent(mine))
    assert Response.objects.get().answer == stored


def test_two_steps_in_one_place_are_refused_and_stay_chosen(client: Client, attempt: Attempt) -> None:
    refused = save(client, attempt, "ordering", ["1:2", "2:2", "", "3:1"])
    html = form(refused.content.decode(), "ordering")
    assert refused.status_code == 422 and "Two steps have place 2." in html
    assert sorted(sends(html)) == ["1:2", "2:2", "3:1"]
    assert save(client, attempt, "ordering", ["1:2", "2:2"], headers=JSON).status_code == 422
    assert not Response.objects.exists()


@pytest.mark.parametrize("kind", EVERY_KIND)
def test_hostile_answers_are_a_sentence(kind: str, client: Client, attempt: Attempt) -> None:
    for sent in (
        ["nobody:1", "1:99"],
        ["x" * 5000],
        ["1:1", "1:2"],
        ["a", "<script>"] * 30,
        ["\x00a", "\ud7ff:\ufffe"],
    ):
        as_json = save(client, attempt, kind, sent, headers=JSON)
        assert as_json.status_code == 422 and as_json.json()["sentence"].endswith(".")
        as_page = save(client, attempt, kind, sent)
        html = form(as_page.content.decode(), kind)
        assert as_page.status_code == 422 and 'role="alert"' in html and "<script>" not in html
    assert not Response.objects.exists()


def test_what_a_database_can_t_hold_is_no_part_of_an_answer(client: Client, attempt: Attempt) -> None:
    saved = save(client, attempt, "short_answer", ["\x00dual\x00 criminality"], headers=JSON)
    assert saved.json()["answer"] == ["dual criminality"] == [Response.objects.get().answer]


def test_what_is_answered_in_part_is_told_before_handing_in(client: Client, attempt: Attempt) -> None:
    save(client, attempt, "single_choice", ["a"])
    save(client, attempt, "matching", body_of(attempt, "matching").as_sent({"court": "atlas"}))
    save(client, attempt, "ordering", body_of(attempt, "ordering").as_sent(["a", "b", "c", None]))
    html = client.get(page("review", attempt)).content.decode()
    assert "4 questions have no answer" in html and "2 questions are answered in part" in html
    assert "2 of 3 parts are open." in html and "1 of 4 parts is open." in html
    assert html.count('class="partly"') == 2 and html.count(", answered in part</span>") == 2
    assert "Every question has an answer." not in html
    for kind in EVERY_KIND:
        save(
            client, attempt, kind, body_of(attempt, kind).key(), 2 if kind in ("matching", "ordering") else 1
        )
    save(client, attempt, "single_choice", ["a"], 2)
    assert "Every question has an answer." in client.get(page("review", attempt)).content.decode()


def test_the_legend_speaks_of_parts_only_where_there_are_any() -> None:
    sat = a_quiz()
    assert "Answered in part" not in sat.client().get(page("sitting", sat.start())).content.decode()


def test_the_whole_key_earns_the_whole_score(client: Client, attempt: Attempt) -> None:
    for kind in EVERY_KIND:
        assert save(client, attempt, kind, body_of(attempt, kind).key()).status_code == 302
    html = client.post(page("hand_in", attempt), follow=True).content.decode()
    assert "12 of 12 points" in html and html.count('class="feedback good"') == len(EVERY_KIND)


def test_points_follow_shares(client: Client, attempt: Attempt) -> None:
    save(client, attempt, "matching", body_of(attempt, "matching").as_sent({"atlas": "atlas"}))
    save(client, attempt, "ordering", body_of(attempt, "ordering").as_sent(["b", "c", "d", "a"]))
    html = client.post(page("hand_in", attempt), follow=True).content.decode()
    # 1 of 3 pairs and 2 of 3 neighbours, each question worth 3 points.
    assert "Question 5: 1 of 3" in html and "Question 6: 2 of 3" in html and "3 of 12 points" in html
