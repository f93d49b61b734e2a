"""What a cohort teaches is what was announced, whatever becomes of its course before it starts."""

from __future__ import annotations

import uuid

from django.http import HttpRequest
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.models import Page

from cms.core.saying import say_list
from courses.catalogue.models import CoursePage
from courses.cohorts.enums import CohortState
from courses.cohorts.models import Cohort

MOST_NAMED = 6


def modules_as_announced(cohort: Cohort, course: CoursePage | None) -> list[uuid.UUID]:
    """Those that have a release: in the course's order, then what has left it, by when it opens."""
    released = list(cohort.releases.order_by("opens_at", "pk").values_list("module_key", flat=True))
    there = course.module_keys() if course else []
    return [key for key in there if key in released] + [key for key in released if key not in there]


def say_what_stays(request: HttpRequest, page: Page) -> None:
    """To who has published a course: which cohorts, announced and not started yet, go on with other modules."""
    if not isinstance(page, CoursePage) or not page.is_source:
        return
    there = set(page.module_keys())
    ahead = Cohort.all_objects.filter(
        course_key=page.translation_key, state__in=(CohortState.ANNOUNCED, CohortState.OPEN)
    )
    kept = [
        cohort.name
        for cohort in ahead.prefetch_related("releases").order_by("starts", "pk")
        if {release.module_key for release in cohort.releases.all()} != there
    ]
    if kept:
        names = say_list(_("“%(title)s”") % {"title": name} for name in kept[:MOST_NAMED])
        messages.warning(
            request,
            _(
                "Announced cohorts keep the modules with which they were announced: %(cohorts)s. The course as it is"
                " now is taught in cohorts that are announced from now on."
            )
            % {"cohorts": names},
        )
