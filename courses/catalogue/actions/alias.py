from __future__ import annotations

import logging

from wagtail.actions.copy_for_translation import CopyPageForTranslationAction
from wagtail.models import Locale

from courses.catalogue.models import CoursePage

logger = logging.getLogger(__name__)


def keep_aliases(course: CoursePage) -> int:
    """Where a live course has no page in a language, one that shows the source's text; how many are new.

    Wagtail keeps an alias as its source is; a translation takes its place under the same address, or the alias
    becomes one when an organiser converts it into an ordinary page.
    """
    there = course.get_translations(inclusive=True).values("locale")
    missing = list(Locale.objects.exclude(pk__in=there))
    for locale in missing:
        alias = CopyPageForTranslationAction(course, locale, alias=True).execute(skip_permission_checks=True)
        CoursePage.objects.filter(pk=alias.pk).update(is_source=False)
    if missing:
        logger.info(
            "Aliases of a course made",
            extra={"event": "course.aliases_made", "page": course.pk, "number": len(missing)},
        )
    return len(missing)
