from __future__ import annotations

from django.urls import path

from courses.learning import admin_announcements as views

app_name = "announcement"
urlpatterns = [
    path("cohort/<int:cohort_id>/", views.Announcements.as_view(), name="list"),
    path("cohort/<int:cohort_id>/new/", views.Write.as_view(), name="write"),
    path("<int:announcement_id>/", views.One.as_view(), name="one"),
    path("<int:announcement_id>/letter/", views.letter_page, name="letter"),
    path("<int:announcement_id>/change/", views.Change.as_view(), name="change"),
    path("<int:announcement_id>/confirm/", views.confirm, name="confirm"),
    path("<int:announcement_id>/call-off/", views.call_off, name="call_off"),
]
