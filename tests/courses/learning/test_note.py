"""Notes and bookmarks: kept, found again, and nobody else's."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cms.core.scoping import scope_set
from cms.networks.scope import scope_of
from courses.catalogue.models import LessonPage
from courses.cohorts.enums import CohortState, EnrolmentState
from courses.cohorts.models import Cohort, Enrolment
from courses.learning.models import Note
from courses.learning.models.note import stamp_of
from tests.cast import Cast, make_course, make_module
from tests.courses.learning.reading import (
    HEADING,
    KEY,
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

PART = {"HX-Request": "true"}


def save(client: Client, reading: Reading, text: str = "", *, act: str = "save", seen: str = "", **rest):
    address = reading.at("note", rest.pop("block", TEXT), lesson=rest.pop("lesson", 0))
    return client.post(address, {"text": text, "seen": seen, "act": act}, **rest)


def stored() -> list[tuple[str, bool]]:
    return [(note.text, note.bookmarked) for note in Note.all_objects.order_by("pk")]


def test_a_note_is_kept_and_stands_at_its_passage(reader: Client, reading: Reading) -> None:
    answer = save(reader, reading, "Compare with our form.\r\nAsk Bintou.")

    assert answer.url == reading.at("step") + f"#b-{TEXT}"
    assert stored() == [("Compare with our form.\nAsk Bintou.", False)]
    lesson = reader.get(reading.at("step")).text
    block = lesson.split(f'id="b-{TEXT}"')[1].split('id="b-')[0]
    assert "Compare with our form.<br>Ask Bintou." in block
    assert lesson.count('class="note"') == 1
    # Beside the other passage stands the way to write one, beside the heading nothing.
    assert reading.at("note", KEY) in lesson
    assert reading.at("note", HEADING) not in lesson
    note = Note.all_objects.get()
    assert (note.step_title, note.heading, note.quote, note.language) == (
        "Requests, lesson 1",
        "Who asks",
        "What Requests, lesson 1 says.",
        "en",
    )


def test_it_is_changed_bookmarked_and_removed(reader: Client, reading: Reading) -> None:
    save(reader, reading, act="bookmark")
    assert stored() == [("", True)]
    save(reader, reading, "Words", seen=stamp_of(""))
    assert stored() == [("Words", True)]
    save(reader, reading, "Other words", act="unbookmark", seen=stamp_of("Words"))
    assert stored() == [("Other words", False)]
    answer = save(reader, reading, "Other words", act="remove", seen=stamp_of("Other words"))
    assert stored() == []
    assert "The note is gone." in reader.get(answer.url).text


def test_a_note_of_nothing_is_refused_and_one_too_long_keeps_what_was_typed(
    reader: Client, reading: Reading
) -> None:
    answer = save(reader, reading, "  ")
    assert answer.status_code == 422 and "Write something, or set a bookmark." in answer.text
    long = "word " * 801
    answer = save(reader, reading, long)
    assert answer.status_code == 422 and long.strip() in answer.text
    assert save(reader, reading, "x\0y").status_code == 422
    assert stored() == []
    assert save(reader, reading, "a\r\n" * 1333).status_code == 302, "a line end counts as one sign"


def test_a_save_that_has_not_seen_what_is_stored_changes_nothing_and_lets_choose(
    reader: Client, reading: Reading
) -> None:
    save(reader, reading, "On the phone")
    answer = save(reader, reading, "On the desk", seen="")
    assert answer.status_code == 409
    assert "On the phone" in answer.text and "On the desk" in answer.text
    assert stored() == [("On the phone", False)]
    # The page has now seen it: saving again is a choice.
    assert f'name="seen" value="{stamp_of("On the phone")}"' in answer.text
    assert save(reader, reading, "On the desk", seen=stamp_of("On the phone")).status_code == 302
    assert stored() == [("On the desk", False)]


def test_the_same_words_again_and_words_for_a_note_that_is_gone_are_no_conflict(
    reader: Client, reading: Reading
) -> None:
    save(reader, reading, "Same")
    assert save(reader, reading, "Same", seen="").status_code == 302
    Note.all_objects.all().delete()
    assert save(reader, reading, "Written anew", seen=stamp_of("Same")).status_code == 302
    assert stored() == [("Written anew", False)]


def test_the_script_gets_the_part_beside_the_passage(reader: Client, reading: Reading) -> None:
    form = reader.get(reading.at("note", TEXT), headers=PART)
    assert form.text.lstrip().startswith("<form") and "<html" not in form.text
    assert form.headers["Vary"].count("HX-Request") == 1
    kept = save(reader, reading, "Words", headers=PART)
    assert kept.status_code == 200 and kept.text.startswith('<div class="note"') and "Words" in kept.text
    conflict = save(reader, reading, "Others", headers=PART)
    assert conflict.status_code == 409 and "<html" not in conflict.text
    gone = save(reader, reading, act="remove", seen=stamp_of("Words"), headers=PART)
    assert gone.text.startswith('<a class="at"')


def test_what_a_reader_writes_is_never_markup(reader: Client, reading: Reading) -> None:
    save(reader, reading, "<img src=x onerror=alert(1)> & {{ x }}")
    for address in (reading.at("step"), reading.at("note", TEXT), reading.at("notes", lesson=None)):
        assert "<img src=x" not in reader.get(address).text


# Whose they are


@pytest.mark.parametrize(
    "who", ["stranger", "organiser", "secretariat", "author", "manager", "central", "other"]
)
def test_nobody_else_reads_or_writes_them(reader: Client, cast: Cast, reading: Reading, who: str) -> None:
    save(reader, reading, "Only mine")
    person = cast.two_roles if who == "other" else getattr(cast, who)
    if who == "other":
        enrol(cast, reading.course, person)
    other = client_of(person)
    for address in (
        reading.at("note", TEXT),
        reading.at("notes", lesson=None),
        reading.at("notes_file", lesson=None),
    ):
        assert other.get(address).status_code == 404
    assert save(other, reading, "Not mine", seen=stamp_of("Only mine")).status_code == 404
    for name in ("all_notes", "all_notes_file"):
        assert "Only mine" not in other.get(reverse(f"learning:{name}")).text
    assert stored() == [("Only mine", False)]


def test_no_role_opens_them_in_the_admin(reader: Client, cast: Cast, reading: Reading) -> None:
    save(reader, reading, "Only mine")
    for person in (cast.organiser, cast.secretariat, cast.author, cast.manager):
        with scope_set(scope_of(person)):
            assert not Note.objects.exists()


def test_a_stranger_is_asked_to_sign_in(client: Client, reading: Reading) -> None:
    for address in (
        reading.at("note", TEXT),
        reading.at("notes", lesson=None),
        reverse("learning:all_notes"),
    ):
        assert client.get(address).url.startswith(reverse("account_login"))


def test_there_is_no_note_where_there_is_no_passage_or_no_open_lesson(
    reader: Client, reading: Reading
) -> None:
    assert reader.get(reading.at("note", uuid.uuid4())).status_code == 404
    assert save(reader, reading, "x", block=uuid.uuid4()).status_code == 404
    assert save(reader, reading, "x", lesson=2).status_code == 403
    Enrolment.all_objects.update(state=EnrolmentState.WITHDRAWN)
    assert save(reader, reading, "x").status_code == 404
    assert stored() == []


def test_the_database_holds_one_note_a_passage_and_none_of_nothing(reader: Client, reading: Reading) -> None:
    save(reader, reading, "First")
    note = Note.all_objects.get()
    for change in ({"pk": None}, {"text": "", "bookmarked": False}):
        for name, value in change.items():
            setattr(note, name, value)
        with pytest.raises(IntegrityError), transaction.atomic():
            note.save()
        note.refresh_from_db() if note.pk else setattr(note, "pk", Note.all_objects.get().pk)


# What becomes of them


def test_they_stay_through_a_change_of_language(reader: Client, cast: Cast, reading: Reading) -> None:
    translate(cast, reading.modules[0], "ar", title="الدرس الأول", words="نص الفقرة", heading="من يطلب")
    enrolment = enrol(cast, reading.course, cast.stranger, "Summer")
    reader = client_of(cast.stranger)
    address = reverse("learning:note", args=[enrolment.pk, reading.lessons[0], TEXT])
    reader.post(address, {"text": "Mine", "act": "save"})
    cast.stranger.language = "ar"
    cast.stranger.save()

    lesson = reader.get(reverse("learning:step", args=[enrolment.pk, reading.lessons[0]])).text
    assert "نص الفقرة" in lesson and "<p>Mine</p>" in lesson
    page = plain(reader.get(reverse("learning:notes", args=[enrolment.pk])).text)
    assert "الدرس الأول" in page and "نص الفقرة" in page and "Mine" in page


def test_they_stay_through_a_new_edition(reader: Client, cast: Cast, reading: Reading) -> None:
    save(reader, reading, "Mine")
    lesson = LessonPage.objects.get(translation_key=reading.lessons[0])
    write(lesson, "Said anew.")
    reading.modules[0].save_revision().publish()
    assert "Mine" in reader.get(reading.at("step")).text
    # Whoever reads the new edition finds theirs at the same passage.
    later = enrol(cast, reading.course, cast.stranger, "Summer")
    stranger = client_of(cast.stranger)
    address = reverse("learning:note", args=[later.pk, reading.lessons[0], TEXT])
    assert "Said anew." in stranger.get(address).text


def test_one_whose_passage_is_gone_is_shown_as_it_was(reader: Client, cast: Cast, reading: Reading) -> None:
    save(reader, reading, "Still mine")
    gone = uuid.uuid4()
    Note.all_objects.update(block_key=gone)

    page = reader.get(reading.at("notes", lesson=None)).text
    assert "What Requests, lesson 1 says." in page and "Still mine" in page
    assert "This passage is not in the lesson as you read it now." in page
    assert f"#b-{gone}" not in page
    assert save(reader, reading, "Changed", block=gone, seen=stamp_of("Still mine")).status_code == 302
    assert stored() == [("Changed", False)]
    # A whole lesson may be gone too.
    Note.all_objects.update(step_key=uuid.uuid4())
    assert "Changed" in reader.get(reading.at("notes", lesson=None)).text


def test_they_stay_when_the_cohort_is_over_and_when_one_has_left(reader: Client, reading: Reading) -> None:
    save(reader, reading, "Mine")
    everything = reverse("learning:all_notes")
    Cohort.all_objects.update(state=CohortState.ARCHIVED)
    page = reader.get(everything).text
    assert "Mine" in page and reading.at("step") not in page
    Enrolment.all_objects.update(state=EnrolmentState.WITHDRAWN)
    assert "Mine" in reader.get(everything).text
    assert "Mine" in reader.get(reverse("learning:all_notes_file")).text


def test_the_page_and_the_file_hold_all_in_the_order_of_the_course(reader: Client, reading: Reading) -> None:
    with time_machine.travel(WEDNESDAY + timedelta(hours=1)):
        save(reader, reading, "Second lesson", lesson=1)
    save(reader, reading, "Key", block=KEY)
    save(reader, reading, "Text", act="bookmark")

    page = plain(reader.get(reading.at("notes", lesson=None)).text)
    places = [
        page.index(word)
        for word in ("Requests, lesson 1", "Text", "Key", "Requests, lesson 2", "Second lesson")
    ]
    assert places == sorted(places)
    file = reader.get(reading.at("notes_file", lesson=None))
    assert file.headers["Content-Disposition"] == 'attachment; filename="My notes, Working together.md"'
    assert file.headers["Content-Type"] == "text/markdown; charset=utf-8"
    assert file.text.splitlines()[:12] == [
        "# Working together",
        "",
        "## Requests, lesson 1",
        "",
        "### Who asks",
        "",
        "> What Requests, lesson 1 says.",
        "",
        "* Bookmark",
        "",
        "Text",
        "",
    ]
    assert f"<http://testserver{reading.at('step')}#b-{TEXT}>" in file.text


# Costs


def cost(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


def test_the_pages_cost_the_same_with_one_note_and_with_three(
    reader: Client, cast: Cast, reading: Reading
) -> None:
    save(reader, reading, "One")
    pages = [reading.at("notes", lesson=None), reverse("learning:all_notes"), reading.at("step")]
    one = [cost(reader, page) for page in pages]
    save(reader, reading, "Two", block=KEY)
    save(reader, reading, "Three", lesson=1)
    other = enrol(
        cast, make_course(cast.casc, "Other", make_module(cast.ejn, "Another")), cast.trainee, "Third"
    )
    assert other.pk != reading.enrolment.pk
    Note.all_objects.create(
        enrolment=other,
        step_key=uuid.uuid4(),
        block_key=uuid.uuid4(),
        text="Four",
        language="en",
        step_title="Gone",
        created_at=WEDNESDAY,
        changed_at=WEDNESDAY,
    )
    assert [cost(reader, page) for page in pages] == one
    assert one[2] <= 8
