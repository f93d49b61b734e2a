from __future__ import annotations

from django.urls import path

from assessments.quizzes.views.answer import save
from assessments.quizzes.views.result import result
from assessments.quizzes.views.sitting import hand_in, review, sitting
from assessments.quizzes.views.start import start

app_name = "quizzes"
urlpatterns = [
    path("start/<int:enrolment_id>/<uuid:step_key>/", start, name="start"),
    path("<int:attempt_id>/", sitting, name="sitting"),
    path("<int:attempt_id>/answers/<int:position>/", save, name="save"),
    path("<int:attempt_id>/review/", review, name="review"),
    path("<int:attempt_id>/hand-in/", hand_in, name="hand_in"),
    path("<int:attempt_id>/result/", result, name="result"),
]
