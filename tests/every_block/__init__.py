"""A module package with every kind of block, for pages: the demo's lessons are their authors' business."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from courses.catalogue.models import CoursePage

FOLDER = Path(__file__).parent / "package"


def course_of_every_block(now: datetime) -> CoursePage:
    """WACAP's, with the one module that lies in `package`; its pictures are scaled. Again it is the same."""
    from cms.networks.models import Network
    from cms.pages.models import NetworkPage
    from cms.people.demo import demo_user
    from courses.catalogue.actions import import_package
    from courses.catalogue.models import CourseModule, CoursePage, Scaling, Step
    from courses.catalogue.packages.package import read_package
    from courses.catalogue.tasks import scale_picture

    package = read_package(FOLDER, kinds=Step.kinds())
    import_package(Network.objects.get(slug="ejn"), package=package, by=demo_user("reviewer"), now=now)
    for pk in Scaling.objects.claimable_at(now).values_list("pk", flat=True):
        scale_picture(pk)
    found = CoursePage.objects.filter(slug="every-block", is_source=True).first()
    if found is None:
        section = NetworkPage.objects.get(network__slug="wacap", locale__language_code="en")
        course = CoursePage(title="Every kind of block", slug="every-block", locale=section.locale)
        course.modules = [CourseModule(module_key=package.head.key, sort_order=0)]
        found = section.add_child(instance=course)
        found.save_revision().publish()
    return found
