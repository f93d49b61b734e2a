"""A course for which a cohort is planned, or was, is never deleted: the cohort's form and history speak of it."""

from __future__ import annotations

from django.utils.translation import gettext as _
from wagtail.models import Page

from courses.catalogue.models import CoursePage
from courses.cohorts.models import Cohort


def is_of_a_cohort(page: Page) -> bool:
    """Whether the page, or one below it, is a course's source text, and a cohort is of that course."""
    courses = CoursePage.objects.source().descendant_of(page, inclusive=True)
    return Cohort.all_objects.filter(course_key__in=courses.values("translation_key")).exists()


def why_not_deleted(page: Page) -> str:
    if not is_of_a_cohort(page):
        return ""
    return _(
        "“%(title)s” can't be deleted: there are cohorts of this course. Delete the drafts, or unpublish the course."
    ) % {"title": page.get_admin_display_title()}
