from __future__ import annotations

from django.urls import path

from assessments.questionnaires import views

app_name = "questionnaires"
urlpatterns = [path("<int:questionnaire_id>/", views.questionnaire, name="questionnaire")]
