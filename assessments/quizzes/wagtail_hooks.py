from __future__ import annotations

from django.http import HttpRequest
from django.urls import URLResolver, include, path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.ui.components import Component

from assessments.quizzes import admin_urls
from assessments.quizzes.panels import AssessmentMenuItem, WaitingOnHome


@hooks.register("register_admin_urls")
def register_assessment() -> list[URLResolver]:
    return [path("assessment/", include(admin_urls))]


@hooks.register("register_admin_menu_item")
def register_assessment_menu() -> AssessmentMenuItem:
    return AssessmentMenuItem(
        _("Assessment"), reverse_lazy("assessment:attempts"), icon_name="clipboard-list", order=220
    )


@hooks.register("construct_homepage_panels")
def show_what_waits(request: HttpRequest, panels: list[Component]) -> None:
    panels.append(WaitingOnHome())
