from django.apps import AppConfig

from cms.networks.admin_roles import register_roles
from cms.networks.enums import COHORT_CHANGING_ROLES, COHORT_VIEWING_ROLES


class QuestionnairesConfig(AppConfig):
    name = "assessments.questionnaires"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        register_roles(
            "questionnaires.Questionnaire", view=COHORT_VIEWING_ROLES, change=COHORT_CHANGING_ROLES
        )
