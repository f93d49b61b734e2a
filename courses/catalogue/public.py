"""What the public pages of courses and modules show."""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.translation import get_language

from cms.core.wiring import load
from cms.networks.enums import NetworkKind
from cms.networks.models import Network, in_language
from cms.pages.public_cache import stamp
from courses.catalogue.award_needs import said_needs
from courses.catalogue.listing import course_modules, module_lines
from courses.catalogue.models import CourseModule, CoursePage, CoursePrerequisite, ModulePage
from courses.catalogue.models.tree import owning_network

LIFETIME = 300


def course_context(request: HttpRequest, page: CoursePage) -> dict[str, Any]:
    """What is the same for everybody is kept until something is published; the panels are joined to it."""
    key = f"course:{page.pk}:{page.live_revision_id}:{get_language()}:{stamp()}:{settings.RELEASE}"
    kept = cache.get(key)
    if kept is None:
        kept = _same_for_everybody(request, page)
        cache.set(key, kept, LIFETIME)
    return kept | {"panels": [panel(request, page) for panel in load("COURSE_PANELS")]}


def _same_for_everybody(request: HttpRequest, page: CoursePage) -> dict[str, Any]:
    modules = module_lines(
        course_modules(page, language=page.locale.language_code), request, sections=_sections(page)
    )
    networks = list(Network.objects.all())
    return {
        "network": owning_network(page),
        "modules": modules,
        "prerequisites": _prerequisites(request, page),
        "teachers": list({module.network.pk: module.network for module in modules}.values()),
        "minutes": sum(module.minutes for module in modules),
        "awards": [
            (
                in_language(award.titles),
                said_needs(least_score=award.least_score, least_sessions=award.least_sessions),
            )
            for award in page.source_page().awards.all()
        ],
        "text_language": _text_language(page),
        "established": [each for each in networks if each.kind == NetworkKind.ESTABLISHED],
        "emerging": [each for each in networks if each.kind == NetworkKind.EMERGING],
        "lit": [module.network.slug for module in modules],
    }


def _sections(page: CoursePage) -> dict[uuid.UUID, str]:
    """The titles of the sections, each by the module with which it begins."""
    lines = page.source_page().modules.all()
    return {line.module_key: in_language(line.section) for line in lines if line.section}


def _prerequisites(request: HttpRequest, page: CoursePage) -> list[tuple[str, str | None]]:
    keys = [line.course_key for line in page.source_page().prerequisites.all()]
    if not keys:
        return []
    asked = CoursePrerequisite.asked(live=True)
    keys = CoursePrerequisite.without_circles(page.translation_key, keys, asked)
    found = CoursePage.objects.filter(translation_key__in=keys).at_addresses_in(page.locale.language_code)
    return [(course.title, course.get_url(request)) for course in found]


def module_context(request: HttpRequest, page: ModulePage) -> dict[str, Any]:
    steps = list(page.steps())
    lines = CourseModule.objects.filter(module_key=page.translation_key)
    teaching = CoursePage.objects.source().filter(modules__in=lines).values("translation_key")
    courses = CoursePage.objects.filter(translation_key__in=teaching).at_addresses_in(
        page.locale.language_code
    )
    return {
        "network": owning_network(page),
        "steps": steps,
        "minutes": sum(step.minutes for step in steps),
        "courses": [(course.title, course.get_url(request)) for course in courses],
        "text_language": _text_language(page),
    }


def _text_language(page: Any) -> str:
    """The language of the text shown: an alias shows its source's."""
    return page.source_page().locale.language_code if page.alias_of_id else page.locale.language_code
