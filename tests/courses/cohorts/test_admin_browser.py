"""The organiser's pages in a real browser: a cohort from nothing to announced, and axe on each page."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from playwright.sync_api import Page

from courses.cohorts.enums import CohortState
from courses.cohorts.models import Cohort
from tests.browser import signed_in
from tests.cast import make_cast, make_cohort, make_course, make_module

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def complaints_in_main(page: Page) -> list[str]:
    """Of our part of the page; the frame around it is Wagtail's own."""
    found = Axe().run(page, context="#main").response["violations"]
    return [f"{page.url} {rule['id']}: {node['target']}" for rule in found for node in rule["nodes"]]


@pytest.fixture
def organiser_at(visit: Any, live_server: Any) -> Any:
    cast = make_cast()
    course = make_course(cast.wacap, "Working together", make_module(cast.ejn, "Requests"))

    def at(address: str, **options: Any) -> Page:
        return visit(address, storage_state=signed_in(cast.organiser), **options)

    at.cast, at.course = cast, course
    return at


def test_a_cohort_from_nothing_to_announced(organiser_at: Any) -> None:
    page = organiser_at(reverse("cohort:index"))
    page.get_by_role("link", name="Add cohort").first.click()
    page.get_by_label("Course", exact=True).select_option(label="Working together")
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("Time zone").select_option("Africa/Dakar")
    for label, day in {
        "Enrolment opens on": "2027-03-01",
        "Enrolment closes on": "2027-03-31",
        "First day": "2027-04-05",
        "Last day": "2027-04-30",
    }.items():
        page.get_by_label(label).fill(day)
    page.get_by_role("button", name="Create").click()
    page.get_by_role("button", name="Announce").click()
    page.get_by_text("The cohort is announced.").wait_for()
    assert Cohort.all_objects.get().state == CohortState.ANNOUNCED


@pytest.mark.parametrize("language", ["en", "ar"])
def test_axe_finds_nothing_on_the_organisers_pages(organiser_at: Any, language: str) -> None:
    cast = organiser_at.cast
    cast.organiser.language = language
    cast.organiser.save(update_fields=["language"])
    cohort = make_cohort(cast.wacap, organiser_at.course, "Spring")
    new = reverse("cohort:add")
    complaints: list[str] = []
    for address in (
        reverse("cohort:index"),
        new,
        f"{new}?course={organiser_at.course.translation_key}",
        reverse("cohort:inspect", args=[cohort.pk]),
        reverse("cohort:edit", args=[cohort.pk]),
        reverse("cohort:cancel", args=[cohort.pk]),
    ):
        page = organiser_at(address)
        for width in (360, 1280):
            for colours in ("light", "dark"):
                page.set_viewport_size({"width": width, "height": 900})
                page.emulate_media(color_scheme=colours)
                complaints += complaints_in_main(page)
    assert complaints == []
