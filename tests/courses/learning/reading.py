"""A trainee of WACAP in the first week of a course of two of EJN's modules: the first is open, the second is not."""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime
from html import unescape

from django.test import Client
from django.urls import reverse

from cms.people.models import User
from courses.catalogue.models import CoursePage, LessonPage, ModulePage
from courses.cohorts.actions import release_due, start_cohorts
from courses.cohorts.enums import CohortState
from courses.cohorts.models import Cohort, Enrolment
from tests.cast import NOW, Cast, make_cohort, make_course, make_module, network_page

WEDNESDAY = datetime(2027, 4, 7, 10, tzinfo=UTC)
HEADING, TEXT, KEY = (uuid.UUID(int=number) for number in (1, 2, 3))


@dataclass(frozen=True)
class Reading:
    """`lessons` are the keys of three steps, the last one in the module that is not open."""

    enrolment: Enrolment
    modules: tuple[ModulePage, ModulePage]
    course: CoursePage
    lessons: tuple[uuid.UUID, uuid.UUID, uuid.UUID]

    @property
    def cohort(self) -> Cohort:
        return self.enrolment.cohort

    def at(self, name: str, *arguments: object, lesson: int | None = 0) -> str:
        """An address below a lesson, or below the course where `lesson` is None."""
        place = [self.enrolment.pk] + ([] if lesson is None else [self.lessons[lesson]])
        return reverse(f"learning:{name}", args=[*place, *arguments])


def write(
    lesson: LessonPage, words: str, *, heading: str = "Who asks", key: str = "Ask before you write."
) -> None:
    lesson.summary = "In one sentence."
    lesson.body = [
        {"type": "heading", "value": heading, "id": str(HEADING)},
        {"type": "text", "value": f"<p>{words}</p>", "id": str(TEXT)},
        {"type": "key", "value": f"<p>{key}</p>", "id": str(KEY)},
    ]
    lesson.save_revision().publish()


def make_reading(cast: Cast) -> Reading:
    modules = make_module(cast.ejn, "Requests", lessons=2), make_module(cast.ejn, "Evidence")
    for module in modules:
        for lesson in LessonPage.objects.child_of(module):
            write(lesson, f"What {lesson.title} says.")
        module.save_revision().publish()
    course = make_course(cast.wacap, "Working together", *modules)
    lessons = tuple(
        lesson.translation_key
        for module in modules
        for lesson in LessonPage.objects.child_of(module).order_by("path")
    )
    return Reading(enrol(cast, course, cast.trainee), modules, course, lessons)  # type: ignore[arg-type]


def enrol(cast: Cast, course: CoursePage, person: User, name: str = "Spring") -> Enrolment:
    """In a cohort of the course that runs since Monday."""
    cohort = Cohort.all_objects.filter(name=name).first()
    if cohort is None:
        cohort = make_cohort(cast.wacap, course, name, state=CohortState.OPEN)
        cohort.facilitators.add(cast.secretariat)
    enrolment = Enrolment.all_objects.create(
        cohort=cohort, user=person, language="en", enrolled_at=NOW, syllabus=cohort.syllabus
    )
    start_cohorts(WEDNESDAY)
    release_due(WEDNESDAY)
    return Enrolment.all_objects.select_related("cohort__network", "user").get(pk=enrolment.pk)


def translate(cast: Cast, module: ModulePage, language: str, **texts: str) -> None:
    """The module and its first lesson in another language, published."""
    parent = network_page(cast.ejn, language)
    own = {"locale": parent.locale, "is_source": False}
    translated = ModulePage(
        title=f"{module.title} {language}",
        slug=f"module-{language}",
        translation_key=module.translation_key,
        **own,
    )
    parent.add_child(instance=translated)
    first = LessonPage.objects.child_of(module).first()
    lesson = LessonPage(
        title=texts.pop("title", "Lesson"),
        slug="first",
        translation_key=first.translation_key,
        live=False,
        **own,
    )
    translated.add_child(instance=lesson)
    write(lesson, **texts)
    translated.save_revision().publish()


def client_of(person: User) -> Client:
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def plain(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())
