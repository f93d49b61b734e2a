from __future__ import annotations

from django.urls import URLResolver, include, path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from . import urls
from .panels import ReportMenuItem


@hooks.register("register_admin_urls")
def register_reports() -> list[URLResolver]:
    return [path("reports/", include(urls))]


@hooks.register("register_reports_menu_item")
def register_completion() -> ReportMenuItem:
    return ReportMenuItem(
        _("Completion"), reverse_lazy("reports:completion_cohorts"), icon_name="table", order=100
    )
