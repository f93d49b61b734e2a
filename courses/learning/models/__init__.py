from courses.learning.models.announcement import Announcement
from courses.learning.models.calendar_link import CalendarLink
from courses.learning.models.help_request import HelpRequest
from courses.learning.models.mistake import MistakeReport
from courses.learning.models.note import Note
from courses.learning.models.passage import Passage
from courses.learning.models.progress import Progress
from courses.learning.models.reminder_round import ReminderRound

__all__ = [
    "Announcement",
    "CalendarLink",
    "HelpRequest",
    "MistakeReport",
    "Note",
    "Passage",
    "Progress",
    "ReminderRound",
]
