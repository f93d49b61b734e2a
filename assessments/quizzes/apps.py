from django.apps import AppConfig

from cms.networks.admin_roles import register_roles
from cms.networks.enums import COHORT_CHANGING_ROLES, COHORT_VIEWING_ROLES


class QuizzesConfig(AppConfig):
    name = "assessments.quizzes"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        for name in (
            "Attempt",
            "AttemptQuestion",
            "AddedMinutes",
            "Response",
            "LateResponse",
            "LateDecision",
        ):
            register_roles(f"quizzes.{name}", view=COHORT_VIEWING_ROLES, change=COHORT_CHANGING_ROLES)
