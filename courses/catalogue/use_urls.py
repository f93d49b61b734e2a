from __future__ import annotations

from django.urls import path

from courses.catalogue import admin_use as views

app_name = "module_use"
urlpatterns = [
    path("", views.UsesView.as_view(), name="index"),
    path("ask/<uuid:module_key>/", views.AskView.as_view(), name="ask"),
    path("<int:use_id>/", views.AnswerView.as_view(), name="answer"),
]
