"""The packages beside this file, imported as their networks would, and the courses that teach them."""

from __future__ import annotations

import uuid
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml
from django.utils.html import format_html_join

from cms.networks.models import Network
from cms.pages.models import NetworkPage
from cms.people.demo import demo_user
from courses.catalogue.actions import import_package
from courses.catalogue.actions.use import ask_for_module
from courses.catalogue.enums import Sharing
from courses.catalogue.models import CourseAward, CourseModule, CoursePage, ModulePage, ModuleUse, Step
from courses.catalogue.models.tree import owners_of
from courses.catalogue.packages.package import read_package

FOLDER = Path(__file__).parent
PACKAGES = (
    ("untoc-18", "ejn"),
    ("contact-points", "ejn"),
    ("side-by-side", "oas"),
    ("secure-cooperation", "iberred"),
    ("national-network", "rmcji"),
)
COURSES = FOLDER / "courses"


def load(now: datetime) -> None:
    for folder, slug in PACKAGES:
        package = read_package(FOLDER / folder, kinds=Step.kinds())
        import_package(Network.objects.get(slug=slug), package=package, by=demo_user("reviewer"), now=now)
    for course in sorted(COURSES.glob("*.yaml")):
        _make_course(yaml.safe_load(course.read_text()))
    _ask_for_a_module(now)


def demo_course_key(name: str = "an-answer") -> uuid.UUID:
    return uuid.UUID(yaml.safe_load((COURSES / f"{name}.yaml").read_text())["id"])


def _make_course(entry: dict[str, Any]) -> None:
    key = uuid.UUID(entry["id"])
    if CoursePage.objects.filter(translation_key=key).exists():
        return
    languages = sorted(entry["title"], key=lambda language: language != entry["source_language"])
    # All are there before the first is published, or it would get aliases in their place.
    for page in [_add_text(entry, key, language) for language in languages]:
        page.save_revision().publish()


def _add_text(entry: dict[str, Any], key: uuid.UUID, language: str) -> CoursePage:
    section = NetworkPage.objects.get(network__slug=entry["network"], locale__language_code=language)
    page = CoursePage(
        title=entry["title"][language],
        slug=f"course-{key.hex[:8]}",
        locale=section.locale,
        translation_key=key,
        is_source=language == entry["source_language"],
        live=False,
        summary=entry["summary"][language].strip(),
        description=_paragraphs(entry["description"][language]),
        audience=entry["audience"][language].strip(),
    )
    if page.is_source:
        page.modules = [
            CourseModule(
                module_key=uuid.UUID(module),
                section=entry.get("sections", {}).get(module, {}),
                sort_order=order,
            )
            for order, module in enumerate(entry["modules"])
        ]
        page.awards = [
            CourseAward(key=uuid.uuid5(key, award["id"]), titles=award["title"], sort_order=order)
            for order, award in enumerate(entry["awards"])
        ]
    section.add_child(instance=page)
    return page


def _ask_for_a_module(now: datetime) -> None:
    """IberRed wants to be asked for its module, and WACAP has; again is the same as once."""
    wacap = Network.objects.get(slug="wacap")
    if ModuleUse.all_objects.filter(network=wacap).exists():
        return
    owners = owners_of(ModulePage.objects.source())
    key = next(key for key, owner in owners.items() if owner.slug == "iberred")
    module = ModulePage.objects.source().get(translation_key=key)
    module.sharing = Sharing.ASKED
    module.save_revision(user=demo_user("reviewer")).publish()
    note = "For thirty officers of central authorities, in Spanish and Portuguese, from May on."
    ask_for_module(module, network=wacap, note=note, by=demo_user("organiser"), now=now)


def _paragraphs(text: str) -> str:
    return format_html_join("", "<p>{}</p>", ([part.strip()] for part in text.strip().split("\n\n")))
