from __future__ import annotations

from django.urls import path

from courses.learning.admin_viewing import ViewAs

app_name = "viewing"
urlpatterns = [path("<int:enrolment_id>/", ViewAs.as_view(), name="begin")]
