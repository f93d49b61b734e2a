"""Two awarders at once: one certificate, one notice, one paper."""

import pytest

from assessments.certificates.actions import award_due
from assessments.certificates.models import Certificate, Rendering
from cms.notices.models import Notice
from tests.assessments.taught import NOW, cohort, did, enrol, network, person, syllabus
from tests.races import ROUNDS, race

pytestmark = [pytest.mark.races, pytest.mark.django_db(transaction=True)]
EACH_ROUND = 3


def award(number: int) -> int:
    return award_due(NOW)


def test_two_awarders_issue_each_certificate_once() -> None:
    host = network("wacap")
    run = cohort(host, syllabus(host))

    def before(number: int) -> None:
        for each in range(EACH_ROUND):
            did(enrol(person(f"{number}-{each}@example.org"), run))

    results = race([award, award], ROUNDS, before)
    assert [problem for pair in results for problem in pair if isinstance(problem, Exception)] == []
    assert [sum(pair) for pair in results] == [EACH_ROUND] * ROUNDS
    for model in (Certificate.all_objects, Rendering.objects, Notice.objects):
        assert model.count() == EACH_ROUND * ROUNDS
