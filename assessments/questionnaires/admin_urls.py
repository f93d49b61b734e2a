from __future__ import annotations

from django.urls import path

from assessments.questionnaires import admin_views as views

app_name = "questionnaire"
urlpatterns = [
    path("cohort/<int:cohort_id>/", views.CohortQuestionnairesView.as_view(), name="of_cohort"),
    path("<int:questionnaire_id>/", views.PlanView.as_view(), name="plan"),
    path("<int:questionnaire_id>/results/", views.ResultsView.as_view(), name="results"),
]
