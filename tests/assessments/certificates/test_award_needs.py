"""Awards that need more than every required step: a mean, or live sessions attended."""

from __future__ import annotations

import datetime as dt
import uuid
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from assessments.certificates.actions import award_due, issue
from assessments.certificates.awards import Award, awards_of
from assessments.certificates.models import Certificate
from cms.core.errors import Refusal
from cms.core.models import Heartbeat
from courses.cohorts.enums import AttendanceSource
from courses.cohorts.models import Attendance, Cohort, Enrolment, LiveSession
from courses.editions.models import Syllabus
from courses.learning.completion import ProgressFacts, StepFacts, completion
from tests.assessments.taught import AWARD, NOW, cohort, did, enrol, network, person, syllabus

DISTINCTION = uuid.uuid5(uuid.NAMESPACE_URL, "distinction")
HOUR = dt.timedelta(hours=1)


def running(**needs: int) -> Cohort:
    """Its course awards a plain certificate, and a distinction with these needs."""
    host = network("wacap")
    taken = syllabus(host)
    [plain] = taken.awards
    more = plain | {"key": str(DISTINCTION), "titles": {"en": "Distinction"}} | needs
    Syllabus.all_objects.filter(pk=taken.pk).update(awards=[plain, more])
    return cohort(host, Syllabus.all_objects.get(pk=taken.pk))


def attend(enrolment: Enrolment, number: int) -> None:
    for offset in range(number):
        session = LiveSession.objects.create(
            cohort=enrolment.cohort, title=f"Call {offset}", day_offset=offset
        )
        Attendance.objects.create(session=session, enrolment=enrolment, source=AttendanceSource.CODE, at=NOW)


def held(enrolment: Enrolment) -> set[uuid.UUID]:
    return set(Certificate.all_objects.filter(enrolment=enrolment).values_list("award_key", flat=True))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("score", "needed", "reached"),
    [("0.8250", 82, True), ("0.8250", 83, False), ("0.8000", 80, True), ("0.7999", 80, False)],
)
def test_a_mean(score: str, needed: int, reached: bool) -> None:
    enrolment = enrol(person("aicha@example.org"), running(least_score=needed))
    did(enrolment, score=score)
    award_due(NOW)
    assert held(enrolment) == ({AWARD, DISTINCTION} if reached else {AWARD})


@pytest.mark.django_db
@pytest.mark.parametrize(("attended", "reached"), [(0, False), (1, False), (2, True), (3, True)])
def test_sessions(attended: int, reached: bool) -> None:
    enrolment = enrol(person("aicha@example.org"), running(least_sessions=2))
    did(enrolment)
    attend(enrolment, attended)
    award_due(NOW)
    assert held(enrolment) == ({AWARD, DISTINCTION} if reached else {AWARD})


@pytest.mark.django_db
def test_nothing_without_every_required_step_whatever_else_there_is() -> None:
    enrolment = enrol(person("aicha@example.org"), running(least_sessions=1))
    attend(enrolment, 3)
    did(enrolment, most=1)
    award_due(NOW)
    assert held(enrolment) == set()


@pytest.mark.django_db
def test_it_falls_due_as_soon_as_its_need_is_met_and_once() -> None:
    enrolment = enrol(person("aicha@example.org"), running(least_sessions=1))
    did(enrolment)
    assert award_due(NOW) == 1
    assert award_due(NOW) == 0
    attend(enrolment, 1)
    assert [award_due(NOW), award_due(NOW)] == [1, 0]
    stated = Certificate.all_objects.get(award_key=DISTINCTION).stated
    assert stated.criteria["en"].endswith("also attendance in 1 live session or more.")
    assert stated.criteria["fr"].endswith("1 session en direct ou plus.")


@pytest.mark.django_db
def test_who_asks_for_it_before_is_refused() -> None:
    enrolment = enrol(person("aicha@example.org"), running(least_score=90))
    did(enrolment)
    plain, more = awards_of(enrolment.syllabus)
    issue(enrolment, award=plain, now=NOW)
    with pytest.raises(Refusal) as refused:
        issue(enrolment, award=more, now=NOW)
    assert refused.value.code == "not_due"


@pytest.mark.django_db
def test_those_who_lack_a_need_keep_nobody_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assessments.certificates.actions.AWARD_BATCH", 2)
    run = running(least_score=90)
    for number in range(3):
        did(enrol(person(f"p{number}@example.org"), run))
    best = enrol(person("best@example.org"), run)
    did(best, score="0.9500")
    for number in range(4):
        Heartbeat.objects.all().delete()
        award_due(NOW + number * HOUR)
    assert held(best) == {AWARD, DISTINCTION}
    assert Certificate.all_objects.count() == 5


@given(
    scores=st.lists(st.none() | st.decimals(0, 1, places=4), min_size=1, max_size=5),
    least=st.integers(1, 100),
)
def test_the_mean_decides_whatever_the_scores(scores: list[Decimal | None], least: int) -> None:
    keys = [uuid.uuid4() for _ in scores]
    steps = [StepFacts(key, required=True, assessed=True) for key in keys]
    facts = {
        key: ProgressFacts(completed_at=NOW, passed=True, score=score)
        for key, score in zip(keys, scores, strict=True)
    }
    award = Award(AWARD, {}, "all_required", least_score=least)
    known = [score for score in scores if score is not None]
    exact = sum(known) / len(known) if known else Decimal(-1)
    if abs(exact * 100 - least) > Decimal("0.01"):
        assert award.holds(completion(steps, facts), sessions=0) == (exact * 100 > least)


@pytest.mark.django_db
def test_the_trainee_sees_what_is_still_needed_and_what_there_is(client: Client) -> None:
    enrolment = enrol(person("aicha@example.org"), running(least_score=90, least_sessions=2))
    did(enrolment)
    attend(enrolment, 1)
    client.force_login(enrolment.user)
    page = client.get(reverse("learning:outline", args=[enrolment.pk])).content.decode()
    for said in ("Distinction", "a mean of 90% or more", "Your mean so far: 82%", "1 live session so far"):
        assert said in page, said


@pytest.mark.django_db
def test_a_course_without_such_an_award_says_nothing_of_it(client: Client) -> None:
    enrolment = enrol(person("aicha@example.org"), running())
    client.force_login(enrolment.user)
    page = client.get(reverse("learning:outline", args=[enrolment.pk])).content.decode()
    assert "You can also reach" not in page
