from assessments.quizzes.models.attempt import AddedMinutes, Attempt, AttemptQuerySet, AttemptQuestion
from assessments.quizzes.models.quiz import QuizPage
from assessments.quizzes.models.response import LateDecision, LateResponse, Response

__all__ = [
    "AddedMinutes",
    "Attempt",
    "AttemptQuerySet",
    "AttemptQuestion",
    "LateDecision",
    "LateResponse",
    "QuizPage",
    "Response",
]
