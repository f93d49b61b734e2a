from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction

from cms.notices.models import Notice
from courses.cohorts.enums import EnrolmentState
from courses.cohorts.notices import write_release_notices
from tests.courses.taught import a_running_cohort, enrolled, first_release

pytestmark = pytest.mark.django_db


def told(release, *, now) -> int:
    with transaction.atomic():
        return write_release_notices(release, now=now)


def test_everyone_active_is_told_once() -> None:
    cohort = a_running_cohort()
    release = first_release(cohort)
    active = enrolled(cohort, "amina@example.org")
    enrolled(cohort, "gone@example.org", state=EnrolmentState.WITHDRAWN)
    enrolled(cohort, "closed@example.org", is_active=False)

    assert told(release, now=release.opens_at) == 1
    assert told(release, now=release.opens_at + timedelta(minutes=1)) == 0

    notice = Notice.objects.get()
    assert (notice.recipient_id, notice.kind, notice.subject) == (
        active.user_id,
        "module_released",
        f"release:{release.pk}",
    )
    assert notice.occasion == "2027-03-01T09:00:00+00:00"


def test_a_moved_opening_is_told_anew() -> None:
    cohort = a_running_cohort()
    release = first_release(cohort)
    enrolled(cohort, "amina@example.org")
    told(release, now=release.opens_at)
    release.day_offset += 1
    release.save()

    assert told(release, now=release.opens_at) == 1
    assert Notice.objects.count() == 2


def test_each_is_told_in_their_language_and_led_to_their_own_enrolment() -> None:
    cohort, other = a_running_cohort(), a_running_cohort(slug="casc")
    release = first_release(cohort)
    amina = enrolled(cohort, "amina@example.org", language="ar")
    enrolled(other, "amina@example.org")
    joao = enrolled(cohort, "joao@example.org", language="pt")

    told(release, now=release.opens_at)

    arabic, portuguese = (Notice.objects.get(recipient=each.user_id) for each in (amina, joao))
    assert arabic.facts["module"] == "قبل أن تكتب"
    assert arabic.facts["course"] == "طلب يلقى جوابًا"
    assert arabic.facts["enrolment"] == amina.pk
    assert portuguese.facts["module"] == "Before you write"
    assert portuguese.facts["enrolment"] == joao.pk


def test_the_number_of_queries_does_not_grow(django_assert_num_queries) -> None:
    cohort = a_running_cohort()
    release = first_release(cohort)
    enrolled(cohort, "first@example.org")
    told(release, now=release.opens_at)
    for number in range(5):
        enrolled(cohort, f"{number}@example.org")
    with django_assert_num_queries(4):  # savepoint, who is untold, one insert, release
        assert told(release, now=release.opens_at) == 5


def test_nobody_is_told_of_a_module_that_the_syllabus_lacks() -> None:
    cohort = a_running_cohort()
    release = first_release(cohort)
    enrolled(cohort, "amina@example.org")
    release.module_key = "00000000-0000-4000-8000-000000000000"
    release.save()

    assert told(release, now=release.opens_at) == 0
