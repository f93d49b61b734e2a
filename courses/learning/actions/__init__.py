from courses.learning.actions.announcement import (
    call_off_announcement,
    change_announcement,
    confirm_announcement,
    write_announcement,
)
from courses.learning.actions.calendar_link import make_link, stop_link
from courses.learning.actions.help_request import ask_for_help
from courses.learning.actions.mistake import answer_mistake, close_mistake, report_mistake
from courses.learning.actions.note import keep_note
from courses.learning.actions.progress import (
    complete_enrolment,
    completion_of,
    keep_position,
    open_step,
    record_result,
    settle_enrolments,
)
from courses.learning.actions.transfer import transfer
from courses.learning.actions.viewing import view_as

__all__ = [
    "answer_mistake",
    "ask_for_help",
    "call_off_announcement",
    "change_announcement",
    "close_mistake",
    "complete_enrolment",
    "completion_of",
    "confirm_announcement",
    "keep_note",
    "keep_position",
    "make_link",
    "open_step",
    "record_result",
    "report_mistake",
    "settle_enrolments",
    "stop_link",
    "transfer",
    "view_as",
    "write_announcement",
]
