"""Search in one's own lessons: what is found, in which language, and what never shows."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cms.core.sweep import sweep
from courses.catalogue.models import LessonPage
from courses.cohorts.enums import CohortState
from courses.cohorts.models import Cohort
from courses.learning.models import Passage
from courses.learning.passages import index_passages
from courses.learning.search import searched_for
from tests.cast import Cast, make_course, make_module
from tests.courses.learning.reading import (
    TEXT,
    WEDNESDAY,
    Reading,
    client_of,
    enrol,
    plain,
    translate,
    write,
)

pytestmark = pytest.mark.django_db

EVERYWHERE = reverse("learning:search_all")


def found(client: Client, address: str, words: str) -> list[str]:
    """The addresses of what was found, in order."""
    page = client.get(address, {"q": words})
    assert page.status_code == 200
    return [hit.url for hit in page.context["hits"]]


def test_a_passage_is_found_with_its_place_and_the_word_marked(reader: Client, reading: Reading) -> None:
    address = reading.at("search", lesson=None)
    # The title, then the text in which it is said.
    assert found(reader, address, "LESSON 2") == [
        reading.at("step", lesson=1),
        f"{reading.at('step', lesson=1)}#b-{TEXT}",
    ]
    page = reader.get(address, {"q": "says"}).text
    assert "What Requests, lesson 1 <mark>says</mark>." in page
    assert "2 passages" in plain(page)


def test_titles_come_first_then_headings_then_the_text(reader: Client, cast: Cast) -> None:
    module = make_module(cast.ejn, "Order", lessons=2)
    first, second = LessonPage.objects.child_of(module).order_by("path")
    write(first, "Here stands needle.", heading="Other")
    second.title = "Needle"
    write(second, "Nothing.", heading="The needle’s eye")
    module.save_revision().publish()
    enrolment = enrol(cast, make_course(cast.wacap, "Sewing", module), cast.trainee, "Sewing")
    address = reverse("learning:search", args=[enrolment.pk])
    page = reader.get(address, {"q": "needle"})
    assert [hit.passage.text for hit in page.context["hits"]] == [
        "Needle",
        "The needle’s eye",
        "Here stands needle.",
    ]


def test_what_has_not_opened_is_not_found_until_it_opens(reader: Client, reading: Reading) -> None:
    for address in (reading.at("search", lesson=None), EVERYWHERE):
        assert found(reader, address, "Evidence") == []
        page = reader.get(address, {"q": "Evidence"}).text
        assert "What Evidence" not in page and "Nothing found" in page
    with time_machine.travel(datetime(2027, 4, 12, 9, tzinfo=UTC), tick=False):
        reader = client_of(reading.enrolment.user)
        assert len(found(reader, EVERYWHERE, "Evidence")) == 2


def test_lessons_of_courses_that_one_is_not_in_are_not_found(
    reader: Client, cast: Cast, reading: Reading
) -> None:
    other = make_module(cast.ejn, "Secret")
    write(LessonPage.objects.child_of(other).get(), "A needle.")
    other.save_revision().publish()
    theirs = enrol(cast, make_course(cast.casc, "Elsewhere", other), cast.stranger, "Elsewhere")
    assert found(reader, EVERYWHERE, "needle") == []
    assert len(found(client_of(cast.stranger), EVERYWHERE, "needle")) == 1
    assert reader.get(reverse("learning:search", args=[theirs.pk]), {"q": "needle"}).status_code == 404
    assert client_of(cast.organiser).get(reading.at("search", lesson=None)).status_code == 404


def test_the_text_of_the_syllabus_is_searched_not_that_of_today(reader: Client, reading: Reading) -> None:
    write(LessonPage.objects.get(translation_key=reading.lessons[0]), "A draft of a needle.")
    reading.modules[0].save_revision().publish()
    index_passages(WEDNESDAY)
    assert found(reader, EVERYWHERE, "needle") == []
    assert f"{reading.at('step')}#b-{TEXT}" in found(reader, EVERYWHERE, "says")


def test_the_language_that_is_read_is_searched(reader: Client, cast: Cast, reading: Reading) -> None:
    translate(cast, reading.modules[0], "ar", title="طلب المساعدة", words="أدلّة المحكمة", heading="من يطلب")
    enrolment = enrol(cast, reading.course, cast.stranger, "Summer")
    stranger = client_of(cast.stranger)
    address = reverse("learning:search", args=[enrolment.pk])
    lesson = reverse("learning:step", args=[enrolment.pk, reading.lessons[0]])
    assert found(stranger, address, "ادله") == []
    assert f"{lesson}#b-{TEXT}" in found(stranger, address, "lesson 1")
    cast.stranger.language = "ar"
    cast.stranger.save()
    assert found(stranger, address, "ادله") == [f"{lesson}#b-{TEXT}"]
    page = stranger.get(address, {"q": "ادله"}).text
    assert "<mark>أدلّة</mark>" in page and 'lang="ar" dir="rtl"' in page
    # What has no Arabic text is read, and so searched, in English.
    assert len(found(stranger, address, "lesson 2")) == 2
    assert found(stranger, address, "lesson 1") == []


def test_every_word_must_stand_in_the_passage_and_parts_of_words_count(
    reader: Client, reading: Reading
) -> None:
    address = reading.at("search", lesson=None)
    assert len(found(reader, address, "befor writ")) == 2
    assert found(reader, address, "before nowhere") == []
    for sign in ("%", "_", "\\", "'", "%%%", "__"):
        assert found(reader, address, f"{sign}{sign}") == []


@pytest.mark.parametrize("typed", ["", " ", "a", "\0", "\0\0\0", "x" * 5000, "a b c d", "٪", "<b>", "()*+"])
@pytest.mark.parametrize("page", ["1", "0", "-3", "x", "999999999999999999999"])
def test_nothing_that_is_typed_breaks_it(reader: Client, reading: Reading, typed: str, page: str) -> None:
    for address in (reading.at("search", lesson=None), EVERYWHERE):
        assert reader.get(address, {"q": typed, "page": page}).status_code == 200


def test_who_has_no_open_lesson_is_told_so(cast: Cast, reader: Client, reading: Reading) -> None:
    assert "No lesson is open to you yet" in client_of(cast.stranger).get(EVERYWHERE, {"q": "says"}).text
    Cohort.all_objects.update(state=CohortState.CANCELLED)
    assert "No lesson is open to you yet" in reader.get(EVERYWHERE, {"q": "says"}).text


def test_a_text_of_two_courses_is_found_once(reader: Client, cast: Cast, reading: Reading) -> None:
    enrol(cast, reading.course, cast.trainee, "Again")
    assert len(found(reader, EVERYWHERE, "says")) == 2


def test_what_is_found_gives_no_answer_away(reader: Client, cast: Cast) -> None:
    module = make_module(cast.ejn, "Practice")
    lesson = LessonPage.objects.child_of(module).get()
    choices = [
        {
            "type": "item",
            "value": {
                "text": f"Choice {number}",
                "right": number == 1,
                "explanation": f"<p>Since {number}.</p>",
            },
            "id": f"00000000-0000-0000-0000-00000000000{number}",
        }
        for number in (1, 2)
    ]
    lesson.body = [
        {"type": "practice", "value": {"question": "Which needle?", "choices": choices}, "id": str(TEXT)}
    ]
    lesson.save_revision().publish()
    module.save_revision().publish()
    enrol(cast, make_course(cast.wacap, "Sewing", module), cast.trainee, "Sewing")
    assert len(found(reader, EVERYWHERE, "needle")) == len(found(reader, EVERYWHERE, "choice 2")) == 1
    assert found(reader, EVERYWHERE, "since") == []


def test_many_are_shown_in_pages(reader: Client, cast: Cast) -> None:
    module = make_module(cast.ejn, "Long")
    lesson = LessonPage.objects.child_of(module).get()
    lesson.body = [
        {"type": "text", "value": f"<p>Needle {number}</p>", "id": f"00000000-0000-0000-0000-{number:012}"}
        for number in range(1, 31)
    ]
    lesson.save_revision().publish()
    module.save_revision().publish()
    enrolment = enrol(cast, make_course(cast.wacap, "Haystack", module), cast.trainee, "Hay")
    address = reverse("learning:search", args=[enrolment.pk])
    first = reader.get(address, {"q": "needle"})
    assert "30 passages" in plain(first.text) and "q=needle&amp;page=2" in first.text
    second = reader.get(address, {"q": "needle", "page": "2"})
    shown = [hit.passage.text for page in (first, second) for hit in page.context["hits"]]
    assert shown == [f"Needle {number}" for number in range(1, 31)]


# The passages


def test_the_sweep_makes_them_once_for_each_frozen_lesson(reading: Reading) -> None:
    assert not Passage.objects.exists()
    assert sweep(WEDNESDAY)["index_passages"] == 3
    made = list(Passage.objects.values_list("revision_id", "position", "text"))
    assert len(made) == 15
    assert sweep(WEDNESDAY)["index_passages"] == 0
    assert list(Passage.objects.values_list("revision_id", "position", "text")) == made


def test_one_that_cannot_be_read_keeps_no_other_waiting(reading: Reading) -> None:
    lesson = LessonPage.objects.get(translation_key=reading.lessons[0])
    revision = lesson.live_revision
    revision.content = {}
    revision.save()
    with pytest.raises(KeyError):
        index_passages(WEDNESDAY)
    assert Passage.objects.values("revision").distinct().count() == 2


def test_one_search_takes_so_many_words() -> None:
    assert searched_for("Équipe  EQUIPE a d’enquête 9") == ("equipe", "d'enquete", "9")
    assert len(searched_for(" ".join(f"word{number}" for number in range(50)))) == 8


# Costs


def cost(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


def test_it_costs_the_same_with_one_course_and_with_three(
    reader: Client, cast: Cast, reading: Reading
) -> None:
    one = cost(reader, f"{EVERYWHERE}?q=says")
    third = make_module(cast.casc, "Third", lessons=3)
    for lesson in LessonPage.objects.child_of(third):
        write(lesson, "It says so.")
    third.save_revision().publish()
    enrol(cast, make_course(cast.casc, "More", third), cast.trainee, "More")
    enrol(cast, reading.course, cast.trainee, "Again")
    assert cost(reader, f"{EVERYWHERE}?q=says") == one
    assert len(found(reader, EVERYWHERE, "says")) == 5
    assert cost(reader, f"{reading.at('search', lesson=None)}?q=says") <= 9
