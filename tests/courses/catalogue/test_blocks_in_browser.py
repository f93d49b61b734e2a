"""Blocks at work in a real browser: terms and practice questions by keyboard, films that seek, data that is saved."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, Request, expect

from cms.people.models import User
from courses.catalogue.models import LessonPage, Scaling
from courses.catalogue.tasks import scale_picture
from courses.cohorts.actions import release_due, start_cohorts
from courses.cohorts.enums import CohortState
from courses.cohorts.models import Enrolment
from tests.browser import axe_violations
from tests.cast import make_cast, make_cohort, make_course, make_module
from tests.courses.catalogue.every_block import KEPT, body_of, make_files

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

Open = Callable[..., Page]


@pytest.fixture
def reader(transactional_db: None) -> User:
    """Somebody in a running cohort whose one lesson has every block, its pictures scaled."""
    now, cast = timezone.now(), make_cast()
    make_files(cast.ejn.collection)
    module = make_module(cast.ejn, "Requests")
    lesson = LessonPage.objects.child_of(module).get()
    lesson.body = body_of(KEPT[-1])
    lesson.save_revision().publish()
    for pk in Scaling.objects.values_list("pk", flat=True):
        scale_picture(pk)
    module.save_revision().publish()
    course = make_course(cast.wacap, "Working together", module)
    starts = (now - timedelta(days=3)).date()
    dates = {"starts": starts, "ends": starts + timedelta(days=30), "state": CohortState.OPEN}
    cohort = make_cohort(cast.wacap, course, "Now", **dates)
    Enrolment.all_objects.create(cohort=cohort, user=cast.trainee, language="en", enrolled_at=now)
    start_cohorts(now)
    release_due(now)
    return cast.trainee


@pytest.fixture
def lesson(reader: User, visit: Any, live_server: Any) -> Open:
    """`lesson(**options)` opens the lesson; what the browser asked for is in `page.asked`."""

    def open_page(**options: Any) -> Page:
        client = Client()
        client.force_login(reader)
        page = visit("about:blank", **options)
        session = client.cookies["sessionid"].value
        page.context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
        page.asked = []
        page.on("request", lambda request: page.asked.append(_place(request)))
        enrolment = Enrolment.all_objects.get(user=reader)
        page.goto(reverse("learning:step", args=[enrolment.pk, LessonPage.objects.get().translation_key]))
        return page

    return open_page


def _place(request: Request) -> str:
    return request.url.partition("//")[2].partition("/")[2]


def files(page: Page) -> list[str]:
    return [place for place in page.asked if place.startswith("lessons/")]


def test_a_practice_question_answers_at_once_and_tells_nobody(lesson: Open) -> None:
    page = lesson(reduced_motion="reduce")
    asked = len(page.asked)
    practice = page.locator("[data-practice]")
    said = practice.get_by_role("status")
    expect(practice.locator("details").first).to_be_hidden()
    practice.get_by_role("button", name="Check the answer").click()
    expect(said).to_have_text("Choose an answer first.")
    practice.get_by_role("radio", name="Yes").focus()
    page.keyboard.press("Space")
    expect(said).to_be_empty()
    page.keyboard.press("Enter")
    expect(said.locator("p")).to_have_text(["Not this one.", "Paragraph 8 says the opposite."])
    assert axe_violations(page) == []
    page.keyboard.press("ArrowDown")
    expect(said).to_be_empty()
    practice.get_by_role("button", name="Check the answer").press("Enter")
    expect(said.locator("p")).to_have_text(["Right.", "Paragraph 8 rules it out."])
    assert axe_violations(page) == []
    assert [place for place in page.asked[asked:] if "position" not in place and "favicon" not in place] == []
    page.emulate_media(media="print")
    expect(practice.locator("summary").first).to_be_visible()
    expect(practice.get_by_role("button")).to_be_hidden()


def test_without_scripts_each_choice_opens_by_itself(lesson: Open) -> None:
    page = lesson(java_script_enabled=False)
    practice = page.locator("[data-practice]")
    assert practice.locator("input, button").count() == 0
    practice.locator("summary", has_text="Yes").focus()
    page.keyboard.press("Enter")
    expect(practice.get_by_text("Paragraph 8 says the opposite.")).to_be_visible()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(practice.get_by_text("Paragraph 8 rules it out.")).to_be_visible()
    term = page.locator(".term summary")
    term.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("The office that sends and receives.")).to_be_visible()


def test_a_film_and_a_sound_come_when_they_are_wanted_and_seek(lesson: Open) -> None:
    page = lesson()
    page.locator("video").first.scroll_into_view_if_needed()
    assert files(page) == []
    played = page.evaluate(
        """async () => {
            const film = document.querySelector("video");
            film.muted = true;
            await film.play();
            film.pause();
            const seeked = new Promise((done) => film.addEventListener("seeked", done, { once: true }));
            film.currentTime = 0.5;
            await seeked;
            const sound = document.querySelector("audio");
            await sound.play();
            sound.pause();
            return [film.videoWidth, film.currentTime, film.textTracks[0].cues[0].text, film.error, sound.error];
        }"""
    )
    assert played == [160, 0.5, "A request is on its way.", None, None]
    assert {place.rstrip("/").rpartition("/")[2] for place in files(page)} == {"file", "captions"}
    with page.expect_download() as downloading:
        page.get_by_role("link", name="Model form").click()
    assert downloading.value.suggested_filename == "form.pdf"


def test_who_saves_data_gets_pictures_and_films_on_request(lesson: Open, reader: User) -> None:
    reader.data_saver = True
    reader.save()
    page = lesson()
    for block in page.locator("[data-block]").all():
        block.scroll_into_view_if_needed()
    page.wait_for_load_state("networkidle")
    assert [place for place in page.asked if place.startswith(("media/", "lessons/"))] == []
    page.locator("summary", has_text="Show the figure").nth(1).click()
    page.locator("details[open] img").evaluate("(image) => image.decode()")
    [picture] = [place for place in page.asked if place.startswith("media/")]
    assert picture.endswith(".avif")
