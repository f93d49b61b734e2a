from __future__ import annotations

from django.urls import path

from . import views

app_name = "reports"

urlpatterns = [
    path("completion/", views.CohortsToReport.as_view(), name="completion_cohorts"),
    path("completion/<int:cohort_id>/", views.CompletionScreen.as_view(), name="completion"),
    path("completion/<int:cohort_id>/completion.csv", views.completion_csv, name="completion_csv"),
]
