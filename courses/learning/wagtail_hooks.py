from django.http import HttpRequest
from django.urls import URLResolver, include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.permissions import register_permission_policy

from cms.networks.enums import COHORT_VIEWING_ROLES, Role
from cms.networks.scope import scope_of
from courses.learning import admin_urls, announcement_urls, board_urls
from courses.learning.models import MistakeReport
from courses.learning.permissions import MistakePolicy
from courses.learning.viewsets import MistakeViewSet

register_permission_policy(MistakeReport, MistakePolicy())


@hooks.register("register_admin_viewset")
def register_mistakes() -> MistakeViewSet:
    return MistakeViewSet()


@hooks.register("register_admin_urls")
def register_viewing() -> list[URLResolver]:
    return [path("view-as/", include(admin_urls))]


@hooks.register("register_admin_urls")
def register_announcements() -> list[URLResolver]:
    return [path("announcements/", include(announcement_urls)), path("boards/", include(board_urls))]


class BoardsMenuItem(MenuItem):
    """For who follows a cohort."""

    def is_shown(self, request: HttpRequest) -> bool:
        return scope_of(request.user).holds(COHORT_VIEWING_ROLES | {Role.FACILITATOR})


@hooks.register("register_admin_menu_item")
def register_boards_in_menu() -> BoardsMenuItem:
    return BoardsMenuItem(_("How the cohorts go"), reverse("board:overview"), icon_name="history", order=211)
