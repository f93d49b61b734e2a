from __future__ import annotations

from django.urls import path

from courses.learning.views import (
    announcement,
    calendar,
    course,
    help_request,
    mistake,
    note,
    search,
    sheet,
    viewing,
)

app_name = "learning"
urlpatterns = [
    path("", course.learn, name="learn"),
    path("calendar/", calendar.mine, name="calendar"),
    path("calendar/link/", calendar.new_link, name="new_calendar_link"),
    path("calendar/stop/", calendar.stop, name="stop_calendar_link"),
    path("calendar/<str:token>.ics", calendar.feed, name="feed"),
    path("search/", search.search_all, name="search_all"),
    path("notes/", note.all_notes, name="all_notes"),
    path("notes/file/", note.notes_file, name="all_notes_file"),
    path("reports/", mistake.reports, name="reports"),
    path("viewing/stop/", viewing.stop, name="stop_viewing"),
    path("<int:enrolment_id>/", course.outline, name="outline"),
    path("<int:enrolment_id>/announcements/", announcement.announcements, name="announcements"),
    path("<int:enrolment_id>/calendar.ics", calendar.of_course, name="course_calendar"),
    path("<int:enrolment_id>/search/", search.search_course, name="search"),
    path("<int:enrolment_id>/notes/", note.notes, name="notes"),
    path("<int:enrolment_id>/notes/file/", note.notes_file, name="notes_file"),
    path("<int:enrolment_id>/help/", help_request.who_helps, name="help"),
    path("<int:enrolment_id>/<uuid:step_key>/", course.step, name="step"),
    path("<int:enrolment_id>/<uuid:step_key>/done/", course.done, name="done"),
    path("<int:enrolment_id>/<uuid:step_key>/position/", course.position, name="position"),
    path("<int:enrolment_id>/<uuid:step_key>/print/", sheet.print_view, name="print"),
    path("<int:enrolment_id>/<uuid:step_key>/file/", sheet.file, name="file"),
    path("<int:enrolment_id>/<uuid:step_key>/mistake/", mistake.mistake, name="mistake"),
    path("<int:enrolment_id>/<uuid:step_key>/<uuid:block_key>/", note.note, name="note"),
]
