"""Names of courses and modules, in the reader's language, for people who plan cohorts."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext as _

from cms.core.alphabet import alphabetical
from courses.catalogue.models import CoursePage, ModulePage
from courses.cohorts.models import CohortQuerySet


def with_course_title(cohorts: CohortQuerySet, language: str) -> CohortQuerySet:
    """Annotates `course_title`; NULL where the course is not published."""
    titles = CoursePage.objects.in_language(language).filter(translation_key=OuterRef("course_key"))
    return cohorts.annotate(course_title=Subquery(titles.values("title")[:1]))


def courses_to_choose(language: str) -> list[tuple[uuid.UUID, str]]:
    """(key, title) of every published course, by title."""
    published = CoursePage.objects.source().live().values("translation_key")
    texts = CoursePage.objects.in_language(language).filter(translation_key__in=published)
    titles = texts.order_by("pk").values_list("translation_key", "title")
    return sorted(titles, key=lambda named: alphabetical(named[1]))


def course_of(key: uuid.UUID) -> CoursePage | None:
    """The source page of a course, published or not."""
    return CoursePage.objects.source().filter(translation_key=key).first()


def course_title(course: CoursePage, language: str) -> str:
    text = CoursePage.objects.in_language(language).filter(translation_key=course.translation_key).first()
    return (text or course).title


def course_languages(course: CoursePage) -> list[str]:
    """Codes of the languages in which the course itself can be read."""
    return sorted(course.texts().values_list("locale__language_code", flat=True).distinct())


def module_titles(keys: Iterable[uuid.UUID], language: str) -> dict[uuid.UUID, str]:
    """Key → title, in the order of `keys`; modules that are not published say so."""
    keys = list(keys)
    titles = ModulePage.objects.titles(keys, language=language)
    return {key: titles.get(key) or _("A module that is not published") for key in keys}
