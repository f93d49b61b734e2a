from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class QuestionsConfig(AppConfig):
    name = "assessments.questions"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = _("Questions")
