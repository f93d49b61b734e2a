from assessments.quizzes.actions.attempt import add_minutes, end_if_over, start_attempt, submit
from assessments.quizzes.actions.closing import close_expired
from assessments.quizzes.actions.dates import follow_dates
from assessments.quizzes.actions.grading import grade
from assessments.quizzes.actions.late import decide_late
from assessments.quizzes.actions.response import SaveOutcome, save_response

__all__ = [
    "SaveOutcome",
    "add_minutes",
    "close_expired",
    "decide_late",
    "end_if_over",
    "follow_dates",
    "grade",
    "save_response",
    "start_attempt",
    "submit",
]
