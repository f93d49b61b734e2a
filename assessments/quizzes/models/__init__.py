from assessments.quizzes.models.attempt import AddedMinutes, Attempt, AttemptQuestion
from assessments.quizzes.models.quiz import QuizPage
from assessments.quizzes.models.response import LateDecision, LateResponse, Response

__all__ = [
    "AddedMinutes",
    "Attempt",
    "AttemptQuestion",
    "LateDecision",
    "LateResponse",
    "QuizPage",
    "Response",
]
