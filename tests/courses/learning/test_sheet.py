"""A lesson to print and to keep: whole, on its own, and with its source."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import reverse
from django.utils.safestring import mark_safe
from wagtail.images.models import Image

from courses.catalogue.models import LessonPage
from courses.cohorts.enums import CohortState
from courses.cohorts.models import Cohort
from courses.learning.attachment import file_name
from courses.learning.sheet import self_contained
from tests.cast import Cast, make_course, make_module
from tests.courses.learning.reading import TEXT, Reading, client_of, enrol, plain, translate

# Wagtail leaves the temporary file of a new rendition to the collector.
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9"/></svg>'


def image(name: str, content: bytes) -> Image:
    return Image.objects.create(title=name, file=ContentFile(content, name), width=9, height=9)


@pytest.fixture
def illustrated(reader: Client, cast: Cast, reading: Reading) -> Reading:
    """A lesson with two figures, a comparative note and links, in a course of its own."""
    module = make_module(cast.ejn, "Figures")
    lesson = LessonPage.objects.child_of(module).get()
    figures = [("drawing.svg", SVG), ("map.svg", SVG)]
    lesson.body = [
        {
            "type": "text",
            "value": '<p><a href="/en/about/">Here</a> <a href="https://www.unodc.org/">There</a></p>',
            "id": str(TEXT),
        },
        *(
            {
                "type": "image",
                "value": {
                    "image": image(name, content).pk,
                    "alt": f"What {name} shows",
                    "caption": "<p>One</p>",
                },
                "id": f"00000000-0000-0000-0000-0000000001{number:02}",
            }
            for number, (name, content) in enumerate(figures)
        ),
        {
            "type": "compare",
            "value": {
                "title": "Who leads",
                "notes": [
                    {
                        "type": "item",
                        "value": {"system": system, "text": f"<p>In {system}</p>"},
                        "id": f"00000000-0000-0000-0000-0000000002{n:02}",
                    }
                    for n, system in enumerate(("civil_law", "common_law"))
                ],
            },
            "id": "00000000-0000-0000-0000-000000000300",
        },
    ]
    lesson.save_revision().publish()
    module.save_revision().publish()
    enrolment = enrol(cast, make_course(cast.wacap, "With / figures: “one”", module), cast.trainee, "Figures")
    return Reading(enrolment, (module, module), reading.course, (lesson.translation_key,) * 3)


def test_the_sheet_to_print_has_the_lesson_its_source_and_no_navigation(
    reader: Client, reading: Reading
) -> None:
    answer = reader.get(reading.at("print"))
    page = plain(answer.text)
    for said in (
        "Working together , Requests",
        "Requests, lesson 1",
        "In one sentence.",
        "What Requests, lesson 1 says.",
        "Text by EJN, edition 2",
        "As read on 7 April 2027",
        f"http://testserver{reading.at('step')}",
    ):
        assert said in page
    assert "masthead" not in answer.text and 'class="outline"' not in answer.text
    assert 'class="at"' not in answer.text
    # Without a script the page says how to print; the button is shown by one.
    assert re.search(r"<button[^>]* data-print hidden>", answer.text)
    assert "print command of your browser" in page


def test_notes_are_not_printed_with_the_lesson(reader: Client, reading: Reading) -> None:
    reader.post(reading.at("note", TEXT), {"text": "For me alone", "act": "save"})
    for name in ("print", "file"):
        assert "For me alone" not in reader.get(reading.at(name)).text


def test_everything_is_open_on_it(reader: Client, illustrated: Reading) -> None:
    illustrated.enrolment.user.data_saver = True
    illustrated.enrolment.user.legal_system = "civil_law"
    illustrated.enrolment.user.save()
    for name in ("print", "file"):
        page = reader.get(illustrated.at(name)).text
        assert len(re.findall(r"<details\b", page)) == len(re.findall(r"<details open\b", page)) == 1
        assert "In common_law" in page and "Show the figure" not in page
        assert page.count("<img") == 2


def test_the_file_needs_nothing_else(reader: Client, illustrated: Reading) -> None:
    answer = reader.get(illustrated.at("file"))
    page = answer.text
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert page.startswith("<!doctype html>") and page.count("<style>") == 1
    fetched = re.findall(r'<(?:link|script|img|source|iframe)[^>]*?(?:src|href|srcset)="([^"]{1,26})', page)
    assert fetched == ["data:image/svg+xml;base64,"] * 2
    assert "url(" not in page
    for content in re.findall(r'base64,([^"]+)"', page):
        assert base64.b64decode(content).startswith(b"<svg")
    assert 'href="http://testserver/en/about/"' in page and 'href="https://www.unodc.org/"' in page
    assert 'alt="What map.svg shows"' in page


def pictures(*addresses: str) -> str:
    images = "".join(
        f'<img src="{address}" alt="It" srcset="{address} 400w" loading="lazy">' for address in addresses
    )
    return str(self_contained(mark_safe(f"<p>{images}</p>")))


@pytest.fixture
def stored() -> Iterator[str]:
    """The address of a picture in the media storage."""
    name = default_storage.save("images/ü photo.webp", ContentFile(b"RIFF1234WEBP"))
    yield default_storage.url(name)
    default_storage.delete(name)


def test_a_picture_is_put_in_whole_and_asks_for_no_other_size(stored: str) -> None:
    content = base64.b64encode(b"RIFF1234WEBP").decode()
    assert pictures(stored) == f'<p><img src="data:image/webp;base64,{content}" alt="It"></p>'


def test_one_for_which_there_is_no_room_leaves_its_description(
    stored: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("courses.learning.sheet.MOST_BYTES", 20)
    assert re.sub('base64,[^"]+', "", pictures(stored, stored)) == (
        '<p><img src="data:image/webp;" alt="It"><span>It</span></p>'
    )


def test_no_other_form_of_a_picture_is_asked_for(stored: str) -> None:
    forms = (
        f'<picture><source type="image/avif" srcset="{stored} 400w"><img src="{stored}" alt="It"></picture>'
    )
    page = str(self_contained(mark_safe(forms)))
    assert "<source" not in page and "srcset" not in page and page.count("<img") == 1


@pytest.mark.parametrize(
    "address",
    [
        "/etc/passwd",
        "/media/../../etc/passwd",
        "/media/%2e%2e/%2e%2e/etc/passwd",
        "https://example.org/a.png",
        "",
        "/media/",
        "/media/nothing.png",
        "/media/%00",
    ],
)
def test_what_is_gone_or_not_ours_leaves_its_description(address: str) -> None:
    assert pictures(address) == "<p><span>It</span></p>"


def test_the_file_is_named_by_course_and_lesson_in_any_script(
    reader: Client, cast: Cast, reading: Reading, illustrated: Reading
) -> None:
    header = reader.get(illustrated.at("file")).headers["Content-Disposition"]
    assert "With%20figures%20%E2%80%9Cone%E2%80%9D%20%E2%80%93%20Figures%2C%20lesson%201.html" in header
    translate(cast, reading.modules[0], "ar", title="الدرس الأول", words="نص", heading="من")
    later = enrol(cast, reading.course, cast.stranger, "Summer")
    cast.stranger.language = "ar"
    cast.stranger.save()
    answer = client_of(cast.stranger).get(reverse("learning:file", args=[later.pk, reading.lessons[0]]))
    assert "%D8%A7%D9%84%D8%AF%D8%B1%D8%B3" in answer.headers["Content-Disposition"]
    assert '<html lang="ar" dir="rtl">' in answer.text and "نص" in answer.text


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ('a/b\\c:d*e?f"g<h>i|j', "a b c d e f g h i j"),
        ("  x\n\ty. ", "x y"),
        ("ع" * 300, "ع" * 120),
        ("../..", ""),
    ],
)
def test_names_hold_nothing_that_a_file_system_refuses(name: str, safe: str) -> None:
    assert file_name(name) == safe


@pytest.mark.parametrize("name", ["print", "file"])
def test_they_open_with_the_lesson_and_to_nobody_else(
    reader: Client, cast: Cast, reading: Reading, name: str
) -> None:
    assert reader.get(reading.at(name, lesson=2)).status_code == 403
    assert "What Evidence" not in reader.get(reading.at(name, lesson=2)).text
    for person in (cast.stranger, cast.organiser, cast.author, cast.central):
        assert client_of(person).get(reading.at(name)).status_code == 404
    Cohort.all_objects.update(state=CohortState.CANCELLED)
    assert reader.get(reading.at(name)).status_code == 404
