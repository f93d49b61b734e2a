from django.urls import URLResolver, include, path
from wagtail import hooks
from wagtail.permissions import register_permission_policy

from courses.learning import admin_urls, announcement_urls
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
    return [path("announcements/", include(announcement_urls))]
