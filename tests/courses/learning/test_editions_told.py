"""Who has completed a course hears what is new in a later edition of its modules, where their authors say it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from cms.notices.models import Notice
from cms.notices.writing import letter
from courses.catalogue.models import LessonPage, ModulePage
from courses.cohorts.enums import EnrolmentState
from courses.cohorts.models import Enrolment
from courses.editions.models import Edition
from courses.learning.editions_told import NEWS, tell_of_new_editions
from tests.cast import Cast
from tests.courses.learning.reading import Reading, write

pytestmark = pytest.mark.django_db

NEWS_TEXT = "Paragraph 7 is new."


@pytest.fixture(autouse=True)
def completed(reading: Reading) -> Enrolment:
    Enrolment.all_objects.filter(pk=reading.enrolment.pk).update(state=EnrolmentState.COMPLETED)
    return reading.enrolment


def publish(reading: Reading, news: str, words: str) -> Edition:
    """A changed first lesson, and what is new."""
    module = ModulePage.objects.get(pk=reading.modules[0].pk)
    write(LessonPage.objects.child_of(module).first(), words)
    module.news = news
    module.save_revision().publish()
    edition = Edition.all_objects.last_of(module.translation_key)
    assert edition is not None
    return edition


def sweep(after: timedelta = timedelta(0)) -> int:
    """Each an hour after the one before."""
    sweep.hours += 1
    return tell_of_new_editions(timezone.now() + after + timedelta(hours=sweep.hours))


sweep.hours = 0


@pytest.fixture(autouse=True)
def first_hour() -> None:
    sweep.hours = 0


def test_they_are_told_once_in_their_language_with_the_authors_words(cast: Cast, reading: Reading) -> None:
    edition = publish(reading, NEWS_TEXT, "Another text.")
    assert edition.note == NEWS_TEXT
    assert sweep() == 1 and sweep() == 0
    notice = Notice.objects.get(kind="module_changed")
    assert (notice.recipient, notice.network) == (cast.trainee, cast.ejn)
    said = letter(notice, to=cast.trainee)
    assert said.subject == "New in “Requests”" and NEWS_TEXT in said.text
    assert reading.modules[0].get_url_parts()[2] in said.text


def test_without_news_or_with_the_same_nobody_is_told(reading: Reading) -> None:
    publish(reading, "", "A comma.")
    assert sweep() == 0
    publish(reading, NEWS_TEXT, "Another text.")
    assert sweep() == 1
    publish(reading, NEWS_TEXT, "Another comma.")
    assert sweep() == 0


def test_only_who_completed_an_earlier_edition(reading: Reading) -> None:
    Enrolment.all_objects.update(state=EnrolmentState.ACTIVE)
    publish(reading, NEWS_TEXT, "Another text.")
    assert sweep() == 0


def test_after_three_days_it_is_no_news(reading: Reading) -> None:
    publish(reading, NEWS_TEXT, "Another text.")
    assert sweep(NEWS) == 0
