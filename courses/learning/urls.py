from __future__ import annotations

from django.urls import path

from courses.learning import views

app_name = "learning"
urlpatterns = [
    path("", views.learn, name="learn"),
    path("<int:enrolment_id>/", views.outline, name="outline"),
    path("<int:enrolment_id>/<uuid:step_key>/", views.step, name="step"),
    path("<int:enrolment_id>/<uuid:step_key>/done/", views.done, name="done"),
    path("<int:enrolment_id>/<uuid:step_key>/position/", views.position, name="position"),
]
