"""A page that an edition uses is never deleted: its revisions are what cohorts are taught from."""

from __future__ import annotations

from django.contrib.contenttypes.models import ContentType
from django.utils.translation import gettext as _
from wagtail.models import Page

from courses.editions.models import EditionText


def is_used_by_an_edition(page: Page) -> bool:
    """Whether the page, or one below it, lends its text to an edition."""
    below = page.get_descendants(inclusive=True).values_list("pk", flat=True)
    return EditionText.objects.filter(
        revision__base_content_type=ContentType.objects.get_for_model(Page),
        revision__object_id__in=[str(pk) for pk in below],
    ).exists()


def why_not_deleted(page: Page) -> str:
    if not is_used_by_an_edition(page):
        return ""
    return _(
        "“%(title)s” can't be deleted: cohorts are taught from an edition that uses it. Unpublish it instead."
    ) % {"title": page.get_admin_display_title()}
