from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from cms.networks.admin_roles import register_roles
from cms.networks.enums import WRITING_ROLES


class QuestionsConfig(AppConfig):
    name = "assessments.questions"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = _("Questions")

    def ready(self) -> None:
        for name in ("Bank", "Question", "QuestionVersion"):
            register_roles(f"questions.{name}", view=WRITING_ROLES, change=WRITING_ROLES)
