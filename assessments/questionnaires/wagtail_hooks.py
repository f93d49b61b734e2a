from __future__ import annotations

from django.urls import URLResolver, include, path
from wagtail import hooks

from assessments.questionnaires import admin_urls


@hooks.register("register_admin_urls")
def register_questionnaires() -> list[URLResolver]:
    return [path("questionnaires/", include(admin_urls))]
