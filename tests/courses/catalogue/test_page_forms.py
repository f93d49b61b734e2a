"""What an author's form may show: one's own files and those in the lesson already, whatever numbers are sent."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AbstractBaseUser
from django.test import Client
from django.urls import reverse
from wagtail.images import get_image_model
from wagtail.images.models import Image
from wagtail.images.tests.utils import get_test_image_file_svg
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from cms.networks.models import Network
from courses.catalogue.models import LessonPage
from tests.cast import Cast, make_module

# A thumbnail's temporary file is left to the collector by Wagtail.
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore:Exception ignored in.*SpooledTemporaryFile"),
]


def picture(network: Network, title: str) -> Image:
    return get_image_model().objects.create(
        title=title, file=get_test_image_file_svg(filename="figure.svg"), collection=network.collection
    )


@pytest.fixture
def lesson(cast: Cast) -> LessonPage:
    return LessonPage.objects.child_of(make_module(cast.ejn, "Requests")).get()


@pytest.fixture
def edit(client: Client, cast: Cast, lesson: LessonPage):
    """Sends the lesson's form with one figure."""

    def send(shown: int, *, alt: str = "Two boxes", by: AbstractBaseUser = cast.author):
        client.force_login(by)
        figure = {"image": str(shown), "alt": alt, "caption": rich_text("")}
        values = {
            "title": "Before you write",
            "slug": lesson.slug,
            "summary": "What to know first.",
            "minutes": "10",
            "required": "on",
            "body": streamfield([("image", figure)]),
            "comments-TOTAL_FORMS": "0",
            "comments-INITIAL_FORMS": "0",
        }
        return client.post(reverse("wagtailadmin_pages:edit", args=[lesson.pk]), nested_form_data(values))

    return send


def figures(lesson: LessonPage) -> list[int]:
    body = LessonPage.objects.get(pk=lesson.pk).get_latest_revision_as_object().body
    return [block.value["image"].pk for block in body if block.block_type == "image"]


def test_ones_own_picture_is_taken(cast: Cast, lesson: LessonPage, edit) -> None:
    own = picture(cast.ejn, "Own")
    assert edit(own.pk).status_code == 302
    assert figures(lesson) == [own.pk]


@pytest.mark.parametrize("alt", ["Two boxes", ""])
def test_anothers_picture_is_not_there(cast: Cast, lesson: LessonPage, edit, alt: str) -> None:
    secret = picture(cast.casc, "Zebra")
    answer = edit(secret.pk, alt=alt)
    assert answer.status_code == 404
    assert "Zebra" not in answer.text
    assert figures(lesson) == []


def test_what_is_in_the_lesson_already_stays(cast: Cast, lesson: LessonPage, edit) -> None:
    """Central staff may put a picture there that is of no network of the author's."""
    common = picture(cast.casc, "Common")
    assert edit(common.pk, by=cast.central).status_code == 302
    assert edit(common.pk).status_code == 302
    assert figures(lesson) == [common.pk]
