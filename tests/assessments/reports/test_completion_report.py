from __future__ import annotations

import pytest

from assessments.certificates.actions import award_due
from assessments.certificates.models import Certificate
from assessments.reports.completion_report import CompletionReport
from courses.cohorts.enums import EnrolmentState
from courses.cohorts.models import Cohort
from courses.learning.models import Progress
from tests.assessments.taught import NOW, cohort, did, enrol, network, person, steps_of, syllabus

pytestmark = pytest.mark.django_db
FIXED = [
    "e-mail",
    "name",
    "country",
    "role",
    "language",
    "enrolled",
    "state",
    "steps done",
    "steps required",
    "score",
    "certificate number",
    "completed on",
]


@pytest.fixture
def run() -> Cohort:
    host = network("wacap")
    return cohort(host, syllabus(host, optional=1))


def report(run: Cohort, language: str = "en") -> list[dict]:
    made = CompletionReport(run, language=language)
    header = made.header()
    return [dict(zip(header, row, strict=True)) for row in made.all_rows()]


def test_the_columns_are_these_and_then_one_a_step(run: Cohort) -> None:
    header = CompletionReport(run, language="en").header()
    assert header == [*FIXED, "1. Step 0", "2. Step 1", "3. Step 2", "4. Step 3"]


def test_a_row_says_what_the_person_has_done(run: Cohort) -> None:
    someone = person("a@example.org", certificate_name="Aïcha Diallo", role="judge", country_id="SN")
    did(enrol(someone, run, language="ar"))
    award_due(NOW)
    assert list(report(run)[0].values()) == [
        "a@example.org",
        "Aïcha Diallo",
        "Senegal",
        "Judge",
        "Arabic",
        "2026-09-01",
        "complete",
        3,
        3,
        82.5,
        Certificate.all_objects.get().number,
        "2026-11-12",
        "complete",
        "complete",
        82.5,
        "",
    ]


def test_days_are_the_cohort_s(run: Cohort) -> None:
    enrolment = enrol(person("a@example.org"), run)
    did(enrolment, at=NOW.replace(hour=18))
    assert report(run)[0]["completed on"] == "2026-11-13"


def test_who_has_done_nothing_and_who_is_under_way_have_their_rows_in_order(run: Cohort) -> None:
    enrol(person("nothing@example.org"), run)
    did(enrol(person("some@example.org"), run), most=1)
    opened = enrol(person("opened@example.org"), run)
    Progress.all_objects.create(enrolment=opened, step_key=steps_of(run.syllabus)[0].step_key, opened_at=NOW)
    rows = report(run)
    assert [(row["e-mail"], row["state"], row["steps done"], row["1. Step 0"]) for row in rows] == [
        ("nothing@example.org", "not started", 0, ""),
        ("some@example.org", "under way", 1, "complete"),
        ("opened@example.org", "under way", 0, "opened"),
    ]
    assert {row["completed on"] for row in rows} == {""}


def test_who_failed_the_quiz_is_not_complete_and_the_score_stands_there(run: Cohort) -> None:
    did(enrol(person("a@example.org"), run), passed=False, score="0.4000")
    (row,) = report(run)
    assert (row["state"], row["steps done"], row["score"], row["3. Step 2"]) == ("under way", 2, 40.0, 40.0)


@pytest.mark.parametrize(
    ("state", "done", "said"),
    [
        (EnrolmentState.ACTIVE, 3, "complete"),
        (EnrolmentState.COMPLETED, 3, "complete"),
        (EnrolmentState.NOT_COMPLETED, 1, "not completed"),
        (EnrolmentState.NOT_COMPLETED, 3, "complete"),
        (EnrolmentState.WITHDRAWN, 3, "withdrawn"),
        (EnrolmentState.WITHDRAWN, 0, "withdrawn"),
    ],
)
def test_the_state_in_a_word(run: Cohort, state: EnrolmentState, done: int, said: str) -> None:
    did(enrol(person("a@example.org"), run, state=state), most=done)
    assert report(run)[0]["state"] == said


def test_what_was_done_in_another_cohort_does_not_count_here(run: Cohort) -> None:
    someone = person("a@example.org")
    again = cohort(run.network, run.syllabus)
    did(enrol(someone, run))
    enrol(someone, again)
    award_due(NOW)
    (row,) = report(again)
    assert (row["state"], row["steps done"], row["certificate number"]) == ("not started", 0, "")


def test_a_cohort_that_has_not_started_has_people_and_no_steps() -> None:
    planned = cohort(network("wacap"), None)
    enrol(person("a@example.org"), planned)
    (row,) = report(planned)
    assert list(row) == FIXED
    assert (row["state"], row["steps done"], row["steps required"]) == ("not started", 0, 0)


def test_it_speaks_the_language_that_was_asked_for(run: Cohort) -> None:
    enrol(person("a@example.org", country_id="SN"), run, language="en")
    assert "السنغال" in CompletionReport(run, language="ar").rows_of(list(run.enrolments.all()))[0]


def test_a_page_of_it_is_a_part_of_the_whole(run: Cohort) -> None:
    for number in range(5):
        did(enrol(person(f"{number}@example.org"), run), most=number)
    made = CompletionReport(run, language="en")
    whole = list(made.all_rows())
    assert made.rows_of(list(made.enrolments[1:3])) == whole[1:3]


@pytest.mark.parametrize("people", [1, 3])
def test_it_costs_the_same_queries_for_any_number_of_people(
    run: Cohort, people: int, django_assert_num_queries
) -> None:
    for number in range(people):
        did(enrol(person(f"{number}@example.org"), run))
    made = CompletionReport(run, language="en")
    page = list(made.enrolments)
    with django_assert_num_queries(2):
        made.rows_of(page)
