"""Pictures in the sizes that pages show: made by a task after publication, never by a view."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core.files.base import ContentFile
from PIL import Image
from wagtail.images import get_image_model
from wagtail.images.models import AbstractImage, Filter
from wagtail.models import ReferenceIndex

from cms.core.enums import JobState
from cms.core.jobs import LEASE, claim
from cms.core.models import Heartbeat
from cms.core.sweep import sweep
from courses.catalogue import tasks
from courses.catalogue.actions.scaling import make_rendition
from courses.catalogue.models import LessonPage, Scaling
from courses.catalogue.pictures import RECIPE, missing_of
from courses.catalogue.rendering import lesson_body, lesson_fragments
from tests.cast import Cast, make_module
from tests.courses.catalogue.every_block import DRAWING, KEPT, PHOTO, body_of, make_files, make_picture, png

pytestmark = pytest.mark.django_db

NOW = datetime(2027, 4, 7, 10, tzinfo=UTC)
OnCommit = Callable[..., Any]


@pytest.fixture(autouse=True)
def at_ten() -> Any:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def enqueued(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """What the broker was told, instead of the broker."""
    told: list[int] = []
    monkeypatch.setattr(tasks.scale_picture, "delay", told.append)
    return told


@pytest.fixture
def lesson(cast: Cast, enqueued: list[int]) -> LessonPage:
    """A draft with every block."""
    make_files(cast.ejn.collection)
    page = LessonPage.objects.child_of(make_module(cast.ejn, "Requests")).get()
    page.body = body_of(KEPT[-1])
    page.save_revision()
    return page


def publish(lesson: LessonPage) -> LessonPage:
    lesson.get_latest_revision().publish()
    return LessonPage.objects.get(pk=lesson.pk)


def work() -> None:
    for pk in Scaling.objects.order_by("pk").values_list("pk", flat=True):
        tasks.scale_picture(pk)


def renditions() -> dict[int, set[str]]:
    return {
        image.pk: set(image.renditions.values_list("filter_spec", flat=True))
        for image in get_image_model().objects.order_by("pk")
    }


def html(lesson: LessonPage, *, data_saver: bool = False) -> str:
    fragments = lesson_fragments(lesson.live_revision_id, "en")
    return lesson_body(fragments, legal_system="", data_saver=data_saver)


def test_a_draft_asks_for_nothing_and_publishing_asks_for_each_picture_once(
    lesson: LessonPage, enqueued: list[int], django_capture_on_commit_callbacks: OnCommit
) -> None:
    assert not Scaling.objects.exists()
    with django_capture_on_commit_callbacks(execute=True):
        publish(lesson)
    assert sorted(Scaling.objects.values_list("image", "state")) == [
        (DRAWING, JobState.WAITING),
        (PHOTO, JobState.WAITING),
    ]
    assert sorted(enqueued) == sorted(Scaling.objects.values_list("pk", flat=True))
    work()
    enqueued.clear()
    with django_capture_on_commit_callbacks(execute=True):
        publish(lesson)
    assert enqueued == []
    assert Scaling.objects.count() == 2


def test_the_task_makes_each_size_in_each_format_and_none_larger_than_the_picture(lesson: LessonPage) -> None:
    publish(lesson)
    work()
    assert renditions() == {
        DRAWING: {"original"},
        PHOTO: {f"width-{width}|format-{form}" for width in (400, 800, 1200) for form in ("avif", "webp")},
    }
    found = get_image_model().objects.get(pk=PHOTO).renditions.order_by("width")
    assert sorted({rendition.width for rendition in found}) == [400, 800, 1000]
    for rendition in found:
        with rendition.file.open() as stored, Image.open(stored) as picture:
            assert picture.format == ("AVIF" if "avif" in rendition.filter_spec else "WEBP")
    assert set(Scaling.objects.values_list("state", "recipe")) == {(JobState.DONE, RECIPE)}


def test_a_small_picture_gets_one_size(cast: Cast) -> None:
    small = make_picture(None, "small.png", png(300, 200), cast.ejn.collection)
    assert missing_of(small) == ["width-400|format-avif", "width-400|format-webp"]


def test_a_view_encodes_nothing(lesson: LessonPage, monkeypatch: pytest.MonkeyPatch, at_ten: Any) -> None:
    def encodes(*args: Any, **kwargs: Any) -> None:
        raise AssertionError("a view made a rendition")

    lesson = publish(lesson)
    with monkeypatch.context() as patched:
        for owner, name in ((Filter, "run"), (AbstractImage, "create_rendition")):
            patched.setattr(owner, name, encodes)
        patched.setattr(AbstractImage, "create_renditions", encodes)
        before = html(lesson)
        assert html(lesson, data_saver=True)
    assert f"/lessons/{lesson.live_revision_id}/" in before
    assert '<source type="image/avif"' not in before
    assert renditions() == {DRAWING: set(), PHOTO: set()}
    work()
    at_ten.shift(61)
    with monkeypatch.context() as patched:
        patched.setattr(Filter, "run", encodes)
        after = html(lesson)
    assert re.search(r'<source type="image/avif" srcset="(/media/images/\S+ \d+w,? ?){3}"', after)
    assert after.index("image/avif") < after.index("image/webp")
    assert "/image/" not in after and "/poster/" not in after


def test_what_is_unfinished_is_kept_for_a_minute_and_what_is_finished_for_days(
    lesson: LessonPage, at_ten: Any
) -> None:
    lesson = publish(lesson)
    unfinished = html(lesson)
    work()
    assert html(lesson) == unfinished
    at_ten.shift(61)
    finished = html(lesson)
    assert finished != unfinished
    get_image_model().objects.get(pk=PHOTO).renditions.all().delete()
    at_ten.shift(24 * 3600)
    assert html(lesson) == finished


def test_doing_it_twice_makes_nothing_twice(lesson: LessonPage) -> None:
    publish(lesson)
    work()
    made = {r.pk: r.file.name for r in get_image_model().get_rendition_model().objects.all()}
    Scaling.objects.update(state=JobState.WAITING)
    work()
    assert {r.pk: r.file.name for r in get_image_model().get_rendition_model().objects.all()} == made


def test_a_worker_that_was_killed_half_way_loses_nothing(
    lesson: LessonPage, enqueued: list[int], at_ten: Any
) -> None:
    publish(lesson)
    row = Scaling.objects.get(image=PHOTO)
    assert claim(Scaling, row.pk, now=NOW)
    make_rendition(row.image, "width-400|format-avif")
    enqueued.clear()
    sweep(NOW)
    assert row.pk not in enqueued
    at_ten.shift(LEASE + timedelta(seconds=1))
    sweep(NOW + LEASE + timedelta(seconds=1))
    assert row.pk in enqueued
    work()
    assert missing_of(row.image) == []
    assert Scaling.objects.get(pk=row.pk).state == JobState.DONE


def an_hour_later() -> int:
    Heartbeat.objects.filter(name="pictures").delete()
    return tasks.scale_pictures(NOW)


def test_the_sweep_finds_what_was_never_asked_for_and_what_is_outdated(
    lesson: LessonPage, enqueued: list[int]
) -> None:
    publish(lesson)
    Scaling.objects.all().delete()
    enqueued.clear()
    assert an_hour_later() == 2
    assert sorted(enqueued) == sorted(Scaling.objects.values_list("pk", flat=True))
    work()
    assert an_hour_later() == 0
    Scaling.objects.filter(image=PHOTO).update(recipe="jpeg:100")
    assert an_hour_later() == 1
    work()
    photo = get_image_model().objects.get(pk=PHOTO)
    photo.renditions.all().delete()
    make_rendition(photo, "max-165x165|format-webp")  # as the admin does
    assert an_hour_later() == 1
    work()
    assert len(renditions()[PHOTO]) == 7
    assert an_hour_later() == 0


def test_a_picture_that_no_lesson_shows_is_left_alone(cast: Cast, lesson: LessonPage) -> None:
    publish(lesson)
    make_picture(None, "other.png", png(300, 200), cast.ejn.collection)
    work()
    assert an_hour_later() == 0
    assert Scaling.objects.count() == 2


# Wagtail leaves the file that it began to write to the collector.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_picture_that_cannot_be_read_fails_and_the_lesson_shows_what_there_is(lesson: LessonPage) -> None:
    image = get_image_model().objects.get(pk=PHOTO)
    image.file.storage.delete(image.file.name)
    image.file.storage.save(image.file.name, ContentFile(png()[:300]))
    lesson = publish(lesson)
    work()
    row = Scaling.objects.get(image=PHOTO)
    assert row.state == JobState.FAILED
    assert row.error.startswith("The picture can't be read")
    assert lesson_fragments(lesson.live_revision_id, "en").settled
    assert f"/lessons/{lesson.live_revision_id}/" in html(lesson)


def test_the_editor_is_not_told_that_a_row_uses_the_picture(lesson: LessonPage) -> None:
    publish(lesson)
    users = ReferenceIndex.get_references_to(get_image_model().objects.get(pk=PHOTO))
    assert {reference.content_type.model for reference in users} == {"lessonpage"}
