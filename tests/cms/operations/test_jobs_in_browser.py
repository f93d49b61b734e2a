"""The page of jobs in a real browser: it follows what happens while somebody looks."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from cms.core.enums import JobState
from cms.core.jobs import LEASE
from cms.notices.models import Notice
from courses.learning.enums import Audience
from courses.learning.models import Announcement
from tests.browser import axe_violations, signed_in
from tests.cast import Cast, make_cast, make_cohort, make_course, make_module

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def going_out(cast: Cast, *, handled: int, total: int) -> Announcement:
    now = timezone.now()
    course = make_course(cast.wacap, "Working together", make_module(cast.ejn, "Requests"))
    return Announcement.objects.create(
        cohort=make_cohort(cast.wacap, course, "March"),
        author=cast.organiser,
        audience=Audience.EVERYBODY,
        language="en",
        subject="A call on Thursday",
        text="At ten.",
        due_at=now,
        written_at=now,
        confirmed_at=now,
        lease_until=now + LEASE,
        handled=handled,
        total=total,
    )


def test_progress_is_seen_while_it_is_made(visit: Any) -> None:
    cast = make_cast()
    now = timezone.now()
    notice = Notice.objects.create(
        recipient=cast.trainee,
        kind="overdue",
        subject="release:1",
        language="en",
        due_at=now - timedelta(minutes=1),
        lease_until=now + LEASE,
    )
    announcement = Announcement.objects.filter(pk=going_out(cast, handled=100, total=300).pk)

    page = visit(f"{reverse('machinery:jobs')}?state=held", storage_state=signed_in(cast.central))

    lines = page.locator("tbody#jobs tr")
    expect(lines).to_have_count(2)
    assert page.get_by_text("100 of 300").is_visible()
    assert axe_violations(page, context={"include": [["#main"]]}) == []
    announcement.update(handled=250)
    Notice.objects.filter(pk=notice.pk).update(state=JobState.DONE)
    expect(page.get_by_text("250 of 300")).to_be_visible(timeout=15_000)
    expect(lines).to_have_count(1)


def test_it_rests_while_nobody_looks(visit: Any) -> None:
    cast = make_cast()
    going_out(cast, handled=1, total=2)
    page = visit(f"{reverse('machinery:jobs')}?state=held", storage_state=signed_in(cast.central))
    page.evaluate("Object.defineProperty(document, 'hidden', { configurable: true, get: () => true })")
    with page.expect_event("console", lambda said: said.text == "rests", timeout=15_000):
        page.evaluate(
            """() => document.addEventListener("htmx:beforeRequest", (event) => {
                if (event.defaultPrevented) console.log("rests");
            })"""
        )
