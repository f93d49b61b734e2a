from __future__ import annotations

from django.urls import path

from cms.operations import admin_views

app_name = "machinery"
urlpatterns = [
    path("jobs/", admin_views.Jobs.as_view(), name="jobs"),
    path("jobs/<str:label>/try-again/", admin_views.try_kind_again, name="try_again"),
    path("jobs/<str:label>/<int:pk>/try-again/", admin_views.try_one_again, name="try_one_again"),
    path("jobs/<str:label>/<int:pk>/cancel/", admin_views.cancel_one, name="cancel"),
]
