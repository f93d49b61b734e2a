from __future__ import annotations

from django.urls import path

from cms.operations import admin_views

app_name = "machinery"
urlpatterns = [path("jobs/<str:label>/try-again/", admin_views.try_again, name="try_again")]
