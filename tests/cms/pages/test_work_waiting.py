"""Each Monday reviewers are told how many pages of their network wait to be published."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from cms.notices.models import Notice
from cms.pages.work_waiting import tell_of_drafts
from courses.catalogue.models import LessonPage
from tests.cast import Cast, make_module

pytestmark = pytest.mark.django_db

MONDAY = datetime(2027, 3, 29, 6, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def draft(cast: Cast) -> None:
    module = make_module(cast.ejn, "Requests")
    module.add_child(instance=LessonPage(title="Not ready", live=False, locale=module.locale))


def told() -> list[tuple[str, int]]:
    return [
        (notice.recipient.email, notice.facts["waiting"])
        for notice in Notice.objects.filter(kind="work_waiting").order_by("pk")
    ]


def test_who_reviews_is_told_once_a_week(cast: Cast) -> None:
    assert tell_of_drafts(MONDAY) == 0
    draft(cast)
    assert tell_of_drafts(MONDAY + HOUR) == 1
    assert told() == [(cast.reviewer.email, 1)]
    assert [tell_of_drafts(MONDAY + hours * HOUR) for hours in range(2, 40)] == [0] * 38
    draft(cast)
    assert tell_of_drafts(MONDAY + 7 * DAY) == 1
    assert told()[1] == (cast.reviewer.email, 2)


def test_other_days_and_other_networks_tell_nothing(cast: Cast) -> None:
    module = make_module(cast.wacap, "Theirs")
    module.add_child(instance=LessonPage(title="Not ready", live=False, locale=module.locale))
    assert tell_of_drafts(MONDAY) == 0
    draft(cast)
    assert tell_of_drafts(MONDAY + DAY) == 0
