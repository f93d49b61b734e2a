from __future__ import annotations

from django.urls import path

from courses.catalogue import views

app_name = "catalogue"
urlpatterns = [
    path("<int:revision_id>/<uuid:block_id>/<str:part>/", views.file, name="file"),
    path("pictures/<int:pk>/", views.original, name="original"),
]
