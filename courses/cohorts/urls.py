from __future__ import annotations

from django.urls import path

from courses.cohorts import nomination_views, views

app_name = "cohorts"
urlpatterns = [
    path("<int:cohort_id>/", views.cohort, name="cohort"),
    path("<int:cohort_id>/apply/", views.apply, name="apply"),
    path("nominations/<int:authority_id>/", nomination_views.nominations, name="nominations"),
    path("sessions/<int:session_id>/attend/", views.attend, name="attend"),
    path("<int:cohort_id>/withdraw/", views.withdraw, name="withdraw"),
]
