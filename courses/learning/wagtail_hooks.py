from django.http import HttpRequest
from wagtail import hooks
from wagtail.admin.ui.components import Component
from wagtail.permissions import register_permission_policy

from courses.learning.admin_home import MistakesOnHome
from courses.learning.models import MistakeReport
from courses.learning.permissions import MistakePolicy
from courses.learning.viewsets import MistakeViewSet

register_permission_policy(MistakeReport, MistakePolicy())


@hooks.register("register_admin_viewset")
def register_mistakes() -> MistakeViewSet:
    return MistakeViewSet()


@hooks.register("construct_homepage_panels")
def show_mistakes_on_home(request: HttpRequest, panels: list[Component]) -> None:
    panels.append(MistakesOnHome())
