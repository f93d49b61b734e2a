from __future__ import annotations

from django.urls import path

from courses.learning import admin_board as views
from courses.learning.admin_alike import AlikeView
from courses.learning.admin_seat import SeatView

app_name = "board"
urlpatterns = [
    path("", views.OverviewView.as_view(), name="overview"),
    path("<int:cohort_id>/", views.BoardView.as_view(), name="cohort"),
    path("<int:cohort_id>/alike/", AlikeView.as_view(), name="alike"),
    path("people/<int:enrolment_id>/move/", views.TransferView.as_view(), name="transfer"),
    path("people/<int:enrolment_id>/seat/", SeatView.as_view(), name="seat"),
    path("people/<int:enrolment_id>/", views.TimelineView.as_view(), name="timeline"),
]
