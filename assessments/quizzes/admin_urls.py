from __future__ import annotations

from django.urls import path

from assessments.quizzes import admin_views

app_name = "assessment"
urlpatterns = [
    path("attempts/", admin_views.AttemptsView.as_view(), name="attempts"),
    path("attempts/<int:attempt_id>/", admin_views.AttemptView.as_view(), name="attempt"),
    path(
        "attempts/<int:attempt_id>/late/<int:position>/",
        admin_views.LateDecisionView.as_view(),
        name="decide_late",
    ),
]
