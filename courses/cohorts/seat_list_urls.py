from __future__ import annotations

from django.urls import path

from courses.cohorts import admin_seat_lists as views

app_name = "seat_list"
urlpatterns = [
    path("cohort/<int:cohort_id>/new/", views.UploadView.as_view(), name="upload"),
    path("<int:list_id>/", views.SeatListView.as_view(), name="one"),
]
