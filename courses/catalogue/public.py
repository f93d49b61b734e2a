"""What the public pages of courses and modules show."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from cms.core.wiring import load
from cms.networks.enums import NetworkKind
from cms.networks.models import Network, in_language
from courses.catalogue.listing import course_modules, module_lines
from courses.catalogue.models import CourseModule, CoursePage, ModulePage
from courses.catalogue.models.tree import owning_network


def course_context(request: HttpRequest, page: CoursePage) -> dict[str, Any]:
    language = page.locale.language_code
    modules = module_lines(course_modules(page, language=language), request)
    network = owning_network(page)
    networks = list(Network.objects.all())
    return {
        "network": network,
        "modules": modules,
        "minutes": sum(module.minutes for module in modules),
        "award_titles": [in_language(award.titles) for award in page.source_page().awards.all()],
        "text_language": _text_language(page),
        "established": [each for each in networks if each.kind == NetworkKind.ESTABLISHED],
        "emerging": [each for each in networks if each.kind == NetworkKind.EMERGING],
        "lit": [module.network.slug for module in modules],
        "panels": [panel(request, page) for panel in load("COURSE_PANELS")],
    }


def module_context(request: HttpRequest, page: ModulePage) -> dict[str, Any]:
    steps = list(page.steps())
    teaching = CourseModule.objects.filter(module_key=page.translation_key).values("course__translation_key")
    courses = CoursePage.objects.filter(translation_key__in=teaching).in_language(page.locale.language_code)
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
