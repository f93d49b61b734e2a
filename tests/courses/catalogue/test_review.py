"""The day has come by which a module is to be reviewed: who writes for its network is told once."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from cms.notices.kinds import kind_of
from cms.notices.models import Notice
from courses.catalogue.models import ModulePage
from courses.catalogue.review import tell_of_reviews
from tests.cast import Cast, make_module

pytestmark = pytest.mark.django_db

DAY = date(2027, 5, 31)
MORNING = datetime(2027, 5, 31, 6, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def module(cast: Cast) -> ModulePage:
    module = make_module(cast.ejn, "Requests")
    ModulePage.objects.filter(pk=module.pk).update(review_by=DAY)
    return module


def told() -> list[str]:
    found = Notice.objects.filter(kind="review_due").order_by("recipient__email")
    return list(found.values_list("recipient__email", flat=True))


def test_authors_and_reviewers_are_told_once_of_each_day(cast: Cast, module: ModulePage) -> None:
    assert tell_of_reviews(MORNING - timedelta(hours=7)) == 0
    assert tell_of_reviews(MORNING) == 2
    assert told() == ["author@example.org", "reviewer@example.org"]
    assert tell_of_reviews(MORNING + HOUR) == 0
    ModulePage.objects.filter(pk=module.pk).update(review_by=DAY + timedelta(days=365))
    assert tell_of_reviews(MORNING + timedelta(days=364)) == 0
    assert tell_of_reviews(MORNING + timedelta(days=366)) == 2


def test_what_is_not_live_waits_for_nobody(module: ModulePage) -> None:
    ModulePage.objects.filter(pk=module.pk).update(live=False)
    assert tell_of_reviews(MORNING) == 0


def test_a_later_day_makes_the_notice_stale(module: ModulePage) -> None:
    tell_of_reviews(MORNING)
    notice, kind = Notice.objects.filter(kind="review_due")[0], kind_of("review_due")
    assert not kind.is_stale(notice, now=MORNING)
    assert kind.entry(notice) == f"/admin/pages/{module.pk}/edit/"
    ModulePage.objects.filter(pk=module.pk).update(review_by=DAY + timedelta(days=1))
    assert kind.is_stale(notice, now=MORNING)
