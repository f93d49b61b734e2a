from __future__ import annotations

from django.urls import path

from cms.notices import admin_views

app_name = "notice_text"
urlpatterns = [
    path("", admin_views.Index.as_view(), name="index"),
    path("<int:network_id>/", admin_views.Texts.as_view(), name="list"),
    path("<int:network_id>/<slug:kind>/<slug:language>/", admin_views.Text.as_view(), name="one"),
    path("<int:network_id>/<slug:kind>/<slug:language>/switch/", admin_views.switch, name="switch"),
]
