"""Courses and modules as public pages list them: one text for each, in the reader's language."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Q, prefetch_related_objects
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from cms.core.alphabet import alphabetical
from cms.core.saying import active_language
from cms.networks.models import Network
from cms.pages.models import NetworkPage
from courses.catalogue.composition import live_steps
from courses.catalogue.models import CoursePage, ModulePage
from courses.catalogue.models.tree import owners_of


@dataclass(frozen=True)
class ModuleLine:
    title: str
    summary: str
    language: str
    url: str | None
    network: Network
    steps: int
    minutes: int
    languages: tuple[str, ...]
    section: str = ""


def module_lines(
    modules: Iterable[ModulePage], request: HttpRequest, *, sections: Mapping[uuid.UUID, str] | None = None
) -> list[ModuleLine]:
    """One line a module, in the order given; the number of queries does not grow with them.

    `sections` are titles of sections, by the key of the module with which each begins.
    """
    modules = list(modules)
    prefetch_related_objects(modules, "locale")
    keys = [module.translation_key for module in modules]
    sources = {
        page.translation_key: page for page in ModulePage.objects.source().filter(translation_key__in=keys)
    }
    networks = owners_of(sources.values())
    counts = _counts_of(sources.values())
    languages: dict[uuid.UUID, list[str]] = {}
    texts = ModulePage.objects.filter(translation_key__in=keys, live=True, alias_of__isnull=True)
    for key, code in texts.order_by("-is_source", "pk").values_list(
        "translation_key", "locale__language_code"
    ):
        languages.setdefault(key, []).append(code)
    return [
        ModuleLine(
            title=module.title,
            summary=module.summary,
            language=module.locale.language_code,
            url=module.get_url(request),
            network=networks[module.translation_key],
            steps=counts[module.translation_key][0],
            minutes=counts[module.translation_key][1],
            languages=tuple(languages[module.translation_key]),
            section=(sections or {}).get(module.translation_key, ""),
        )
        for module in modules
    ]


def _counts_of(sources: Iterable[ModulePage]) -> dict[uuid.UUID, tuple[int, int]]:
    """How many live steps, and how many minutes in all."""
    modules = list(sources)
    counts = {module.translation_key: [0, 0] for module in modules}
    for step in live_steps(modules):
        counts[step.module][0] += 1
        counts[step.module][1] += step.minutes
    return {key: (number, minutes) for key, (number, minutes) in counts.items()}


def course_modules(course: CoursePage, *, language: str) -> list[ModulePage]:
    """The published modules of a course in its order, each in `language` or its source's."""
    order = course.module_keys()
    pages = {
        p.translation_key: p
        for p in ModulePage.objects.filter(translation_key__in=order).in_language(language)
    }
    return [pages[key] for key in order if key in pages]


def taught_by(request: HttpRequest, page: NetworkPage) -> SafeString:
    """A network's courses and modules, for its public page."""
    language = active_language()
    sections = list(NetworkPage.objects.filter(network=page.network))
    courses = CoursePage.objects.filter(translation_key__in=_source_keys(CoursePage, sections))
    courses = courses.at_addresses_in(language).select_related("locale", "alias_of__locale")
    modules = ModulePage.objects.filter(translation_key__in=_source_keys(ModulePage, sections)).in_language(
        language
    )
    context = {
        "network": page.network,
        "courses": [
            {
                "title": c.title,
                "url": c.get_url(request),
                "summary": c.summary,
                "language": (c.alias_of or c).locale.language_code,
            }
            for c in sorted(courses, key=_by_title)
        ],
        "modules": module_lines(sorted(modules, key=_by_title), request),
    }
    return SafeString(render_to_string("catalogue/_of_network.html", context, request=request))


def _by_title(page: CoursePage | ModulePage) -> tuple[str, str]:
    return alphabetical(page.title)


def _source_keys(model: type[CoursePage] | type[ModulePage], sections: list[NetworkPage]) -> list[uuid.UUID]:
    below = Q(pk__in=[])
    for section in sections:
        below |= Q(path__startswith=section.path)
    return list(model.objects.source().live().filter(below).values_list("translation_key", flat=True))
