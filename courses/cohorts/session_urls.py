from __future__ import annotations

from django.urls import path

from courses.cohorts import admin_sessions as views

app_name = "session"
urlpatterns = [
    path("cohort/<int:cohort_id>/new/", views.AddView.as_view(), name="add"),
    path("<int:session_id>/", views.EditView.as_view(), name="edit"),
    path("<int:session_id>/cancel/", views.cancel, name="cancel"),
    path("<int:session_id>/attendance/", views.AttendanceView.as_view(), name="attendance"),
]
