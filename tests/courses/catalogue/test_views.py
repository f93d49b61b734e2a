"""Files of lessons: for who is taught the text and who works on it, in whole and in part; for nobody else."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from wagtail.documents import get_document_model
from wagtail.images import get_image_model

from cms.networks.actions import grant_role
from cms.networks.enums import Role
from cms.people.models import User
from courses.catalogue.models import LessonPage
from courses.cohorts.actions import release_due, start_cohorts
from courses.cohorts.enums import CohortState, EnrolmentState
from courses.cohorts.models import Cohort, Enrolment
from courses.editions.models import EditionDocument, EditionPicture
from tests.cast import NOW, Cast, make_cohort, make_course, make_module, make_person
from tests.courses.catalogue.every_block import (
    CALL,
    DOCUMENTS,
    DRAWING,
    FILM,
    FORM,
    KEPT,
    PHOTO,
    WORDS,
    body_of,
    make_document,
    make_files,
)

pytestmark = pytest.mark.django_db

# The first module is open since Monday, the second opens on 12 April at 09:00.
WEDNESDAY = datetime(2027, 4, 7, 10, tzinfo=UTC)
OF_FORM, OF_FILM, OF_CALL, OF_DRAWING, OF_PHOTO = (str(uuid.UUID(int=n)) for n in (13, 16, 15, 9, 10))


@pytest.fixture(autouse=True)
def in_the_first_week() -> Iterator[None]:
    with time_machine.travel(WEDNESDAY, tick=False):
        yield


@pytest.fixture
def lessons(cast: Cast) -> list[LessonPage]:
    """Of the open module and of the one that is not open yet, both with every block."""
    make_files(cast.ejn.collection)
    modules = [make_module(cast.ejn, "Requests"), make_module(cast.ejn, "Evidence")]
    for module in modules:
        lesson = LessonPage.objects.child_of(module).get()
        lesson.body = body_of(KEPT[-1])
        lesson.save_revision().publish()
        module.save_revision().publish()
    cohort = make_cohort(
        cast.wacap, make_course(cast.wacap, "Working together", *modules), "Spring", state=CohortState.OPEN
    )
    Enrolment.all_objects.create(cohort=cohort, user=cast.trainee, language="en", enrolled_at=NOW)
    start_cohorts(WEDNESDAY)
    release_due(WEDNESDAY)
    return [LessonPage.objects.child_of(module).get() for module in modules]


def address(lesson: LessonPage, block: str = OF_FORM, part: str = "file") -> str:
    return reverse("catalogue:file", args=[lesson.live_revision_id, block, part])


def get(client: Client, there: str, user: User | None = None, **headers: str) -> HttpResponse:
    """The answer, read to its end; what was read is `answer.data`."""
    client.logout()
    if user is not None:
        client.force_login(user)
    answer = client.get(there, headers=headers)
    answer.data = b"".join(answer) if answer.streaming else answer.content
    return answer


# Who may


def test_a_reader_of_the_cohort_gets_each_file(client: Client, cast: Cast, lessons: list[LessonPage]) -> None:
    expected = {
        (OF_FORM, "file"): (DOCUMENTS[FORM][1], "application/pdf", 'attachment; filename="form.pdf"'),
        (OF_CALL, "file"): (DOCUMENTS[CALL][1], "audio/mpeg", 'inline; filename="call.mp3"'),
        (OF_FILM, "file"): (DOCUMENTS[FILM][1], "video/webm", 'inline; filename="film.webm"'),
        (OF_FILM, "captions"): (
            DOCUMENTS[WORDS][1],
            "text/vtt; charset=utf-8",
            'inline; filename="film.vtt"',
        ),
    }
    for (block, part), (data, content_type, disposition) in expected.items():
        answer = get(client, address(lessons[0], block, part), cast.trainee)
        assert answer.data == data
        assert (answer["Content-Type"], answer["Content-Disposition"]) == (content_type, disposition)
        assert answer["Cache-Control"] == "private, max-age=3600"
        assert answer["X-Content-Type-Options"] == "nosniff"
    for block, part, row, content_type in (
        (OF_DRAWING, "image", DRAWING, "image/svg+xml"),
        (OF_PHOTO, "image", PHOTO, "image/png"),
        (OF_FILM, "poster", PHOTO, "image/png"),
    ):
        answer = get(client, address(lessons[0], block, part), cast.trainee)
        with get_image_model().objects.get(pk=row).file.open() as stored:
            assert answer.data == stored.read()
        assert answer["Content-Type"] == content_type


def test_nobody_else_gets_anything(client: Client, cast: Cast, lessons: list[LessonPage]) -> None:
    outside = make_person("outside")
    course = make_course(cast.casc, "Another course", make_module(cast.ejn, "Another"))
    other = make_cohort(cast.casc, course, "Autumn", state=CohortState.OPEN)
    Enrolment.all_objects.create(cohort=other, user=outside, language="en", enrolled_at=NOW)
    start_cohorts(WEDNESDAY)
    strangers = (None, cast.stranger, outside, cast.organiser, cast.secretariat, cast.casc_organiser)
    for user in strangers:
        for block, part in ((OF_FORM, "file"), (OF_FILM, "captions"), (OF_DRAWING, "image")):
            assert get(client, address(lessons[0], block, part), user).status_code == 404
    document = get_document_model().objects.get(pk=FORM)
    for there in (
        document.url,
        f"/media/{document.file.name}",
        reverse("catalogue:original", args=[DRAWING]),
    ):
        for user in (*strangers, cast.trainee):
            assert get(client, there, user).status_code == 404


def test_what_is_not_open_yet_opens_on_its_day(client: Client, cast: Cast, lessons: list[LessonPage]) -> None:
    assert get(client, address(lessons[1]), cast.trainee).status_code == 404
    with time_machine.travel(WEDNESDAY + timedelta(days=7), tick=False):
        assert get(client, address(lessons[1]), cast.trainee).status_code == 200


def test_who_withdrew_or_is_not_taught_yet_gets_nothing(
    client: Client, cast: Cast, lessons: list[LessonPage]
) -> None:
    there = address(lessons[0])
    assert get(client, there, cast.trainee).status_code == 200
    Enrolment.all_objects.update(state=EnrolmentState.WITHDRAWN)
    assert get(client, there, cast.trainee).status_code == 404
    Enrolment.all_objects.update(state=EnrolmentState.ACTIVE)
    Cohort.all_objects.update(state=CohortState.CANCELLED)
    assert get(client, there, cast.trainee).status_code == 404
    Cohort.all_objects.update(state=CohortState.CLOSED)
    assert get(client, there, cast.trainee).status_code == 200


def test_who_writes_the_page_sees_its_files_and_who_writes_another_does_not(
    client: Client, cast: Cast, lessons: list[LessonPage]
) -> None:
    author = make_person("other-author")
    grant_role(cast.casc, user=author, role=Role.AUTHOR, by=cast.central, now=NOW)
    for user, status in ((cast.author, 200), (cast.reviewer, 200), (cast.central, 200), (author, 404)):
        assert get(client, address(lessons[0]), user).status_code == status
        assert get(client, reverse("catalogue:original", args=[PHOTO]), user).status_code == status


def test_a_draft_is_for_its_authors_only(client: Client, cast: Cast, lessons: list[LessonPage]) -> None:
    draft = lessons[0].save_revision()
    there = reverse("catalogue:file", args=[draft.pk, OF_FORM, "file"])
    assert get(client, there, cast.trainee).status_code == 404
    assert get(client, there, cast.author).status_code == 200


def test_readers_keep_the_file_of_the_text_that_they_are_taught(
    client: Client, cast: Cast, lessons: list[LessonPage]
) -> None:
    taught = address(lessons[0])
    newer = make_document(None, "newer.txt", b"Another form.", cast.ejn.collection)
    body = body_of(KEPT[-1])
    next(block for block in body if block["id"] == OF_FORM)["value"]["file"] = newer.pk
    lessons[0].body = body
    lessons[0].save_revision().publish()
    lessons[0].refresh_from_db()
    assert get(client, taught, cast.trainee).data == DOCUMENTS[FORM][1]
    assert get(client, address(lessons[0]), cast.trainee).status_code == 404
    assert get(client, address(lessons[0]), cast.author).data == b"Another form."


def test_what_a_block_does_not_offer_is_not_there(
    client: Client, cast: Cast, lessons: list[LessonPage]
) -> None:
    text, film_without, none = (str(uuid.UUID(int=n)) for n in (2, 17, 999))
    for block, part in (
        (OF_FORM, "captions"),
        (OF_FORM, "poster"),
        (OF_FORM, "id"),
        (OF_DRAWING, "file"),
        (text, "file"),
        (film_without, "captions"),
        (none, "file"),
    ):
        assert get(client, address(lessons[0], block, part), cast.trainee).status_code == 404


def test_a_file_that_is_gone_is_not_there_and_the_lesson_says_so(
    client: Client, cast: Cast, lessons: list[LessonPage]
) -> None:
    document = get_document_model().objects.get(pk=FORM)
    document.file.storage.delete(document.file.name)
    assert get(client, address(lessons[0]), cast.trainee).status_code == 404
    # An edition keeps its files; what was lost with a disk is lost all the same.
    EditionDocument.objects.all().delete()
    EditionPicture.objects.all().delete()
    get_document_model().objects.all().delete()
    get_image_model().objects.all().delete()
    assert get(client, address(lessons[0]), cast.trainee).status_code == 404
    enrolment = Enrolment.all_objects.get(user=cast.trainee)
    page = get(
        client, reverse("learning:step", args=[enrolment.pk, lessons[0].translation_key]), cast.trainee
    )
    assert page.status_code == 200
    assert page.text.count("This file is no longer here.") == 5
    assert "The picture is no longer here. It showed: Two boxes and an arrow" in page.text
    assert "/lessons/" not in page.text


def test_a_lesson_names_the_addresses_of_its_files(
    client: Client, cast: Cast, lessons: list[LessonPage]
) -> None:
    enrolment = Enrolment.all_objects.get(user=cast.trainee)
    page = get(
        client, reverse("learning:step", args=[enrolment.pk, lessons[0].translation_key]), cast.trainee
    )
    for block, part in ((OF_FORM, "file"), (OF_CALL, "file"), (OF_FILM, "file"), (OF_FILM, "captions")):
        assert f'"{address(lessons[0], block, part)}"' in page.text
    preview = reverse("wagtailadmin_pages:view_draft", args=[lessons[0].pk])
    draft = get(client, preview, cast.author).text
    assert get_document_model().objects.get(pk=FORM).url in draft
    assert reverse("catalogue:original", args=[DRAWING]) in draft


# How much of it; more in tests/cms/core/test_file_response.py


def test_a_player_gets_the_part_that_it_asks_for(
    client: Client, cast: Cast, lessons: list[LessonPage]
) -> None:
    there, film = address(lessons[0], OF_FILM), DOCUMENTS[FILM][1]
    # Compressed, the bytes would be others than those that were asked for.
    answer = get(client, there, cast.trainee, range="bytes=100-199", **{"accept-encoding": "gzip"})
    assert (answer.status_code, answer.data) == (206, film[100:200])
    first = get(client, there, cast.trainee)
    again = get(client, there, cast.trainee, **{"if-none-match": first["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    # Whether one may is asked again each time.
    assert get(client, there, cast.stranger, **{"if-none-match": first["ETag"]}).status_code == 404
