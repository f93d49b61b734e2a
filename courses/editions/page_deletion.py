"""A page that an edition uses is never deleted: its revisions are what cohorts are taught from."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.models import Page

from courses.editions.models import EditionText


def is_used_by_an_edition(page: Page) -> bool:
    """Whether the page, or one below it, lends its text to an edition."""
    below = page.get_descendants(inclusive=True).values_list("pk", flat=True)
    return EditionText.objects.filter(
        revision__base_content_type=ContentType.objects.get_for_model(Page),
        revision__object_id__in=[str(pk) for pk in below],
    ).exists()


def refuse_to_delete(request: HttpRequest, page: Page) -> HttpResponse | None:
    """`before_delete_page`: says why not, and leads to where the page lies."""
    return _refuse(request, [page])


def refuse_to_delete_several(
    request: HttpRequest, action_type: str, pages: Iterable[Any], action: Any
) -> HttpResponse | None:
    """`before_bulk_action`: none of them is deleted where one can't be."""
    if action_type != "delete":
        return None
    return _refuse(request, [page for page in pages if isinstance(page, Page)])


def _refuse(request: HttpRequest, pages: list[Page]) -> HttpResponse | None:
    used = next((page for page in pages if is_used_by_an_edition(page)), None)
    if used is None:
        return None
    messages.error(
        request,
        _(
            "“%(title)s” can't be deleted: cohorts are taught from an edition that uses it. Unpublish it instead."
        )
        % {"title": used.get_admin_display_title()},
    )
    return redirect("wagtailadmin_explore", used.get_parent().pk)
