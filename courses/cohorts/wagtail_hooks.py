from django.http import HttpRequest
from django.urls import URLPattern, URLResolver, include, path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.ui.components import Component
from wagtail.log_actions import LogActionRegistry
from wagtail.permissions import register_permission_policy

from cms.pages.deletion import keep_pages
from courses.cohorts import seat_list_urls, session_urls
from courses.cohorts.admin_closed_days import ClosedDaysView
from courses.cohorts.admin_home import CohortsOnHome
from courses.cohorts.announced import say_what_stays
from courses.cohorts.models import Cohort
from courses.cohorts.page_deletion import why_not_deleted
from courses.cohorts.permissions import CohortPolicy
from courses.cohorts.viewsets import CohortViewSet

register_permission_policy(Cohort, CohortPolicy())
keep_pages(why_not_deleted)
hooks.register("after_publish_page", say_what_stays)


@hooks.register("register_admin_viewset")
def register_cohorts() -> CohortViewSet:
    return CohortViewSet()


@hooks.register("register_admin_urls")
def register_pages() -> list[URLPattern | URLResolver]:
    return [
        path("closed-days/", ClosedDaysView.as_view(), name="closed_days"),
        path("sessions/", include(session_urls)),
        path("seat-lists/", include(seat_list_urls)),
    ]


@hooks.register("register_log_actions")
def register_acts(log_actions: LogActionRegistry) -> None:
    log_actions.register_action("cohorts.announce", _("Announce"), _("Announced"))
    log_actions.register_action("cohorts.move", _("Move dates"), _("Dates moved"))
    log_actions.register_action("cohorts.cancel", _("Cancel"), _("Cancelled"))


@hooks.register("construct_homepage_panels")
def show_cohorts_on_home(request: HttpRequest, panels: list[Component]) -> None:
    panels.append(CohortsOnHome())
