"""Who may read a text of a module: whoever it is open to, by their own dates."""

from __future__ import annotations

from datetime import timedelta

import pytest

from courses.cohorts.models import Enrolment, OwnDates
from courses.learning.outline import outline_of
from courses.learning.queries import teaches_text
from tests.courses.learning.reading import WEDNESDAY, Reading

pytestmark = pytest.mark.django_db


def text_of(reading: Reading, lesson: int) -> int:
    """The revision that the cohort is taught."""
    outline = outline_of(reading.enrolment, language="en", now=WEDNESDAY)
    found = outline.find(reading.lessons[lesson]) if outline else None
    assert found is not None
    return found[1].taught.text.revision_id


@pytest.mark.parametrize("later", [-1, 0, 10])
def test_a_text_is_readable_once_its_module_is_open_to_the_reader(reading: Reading, later: int) -> None:
    text = text_of(reading, 0)
    own = Enrolment.all_objects.filter(pk=reading.enrolment.pk)
    assert teaches_text(own, text, now=WEDNESDAY)
    own.update(has_own_dates=True)
    release = reading.cohort.releases.order_by("opens_at")[0]
    opens_at = WEDNESDAY + timedelta(days=later)
    OwnDates.objects.create(enrolment=reading.enrolment, release=release, opens_at=opens_at)
    assert teaches_text(own, text, now=WEDNESDAY) is (later <= 0)


def test_a_text_of_another_module_says_nothing_of_this_one(reading: Reading) -> None:
    own = Enrolment.all_objects.filter(pk=reading.enrolment.pk)
    assert not teaches_text(own, text_of(reading, 2), now=WEDNESDAY)
    assert not teaches_text(own, 0, now=WEDNESDAY)
