from django.apps import AppConfig

from cms.networks.admin_roles import NOBODY, register_roles
from cms.networks.enums import COHORT_VIEWING_ROLES, WRITING_ROLES


class LearningConfig(AppConfig):
    name = "courses.learning"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        register_roles("learning.Progress", view=COHORT_VIEWING_ROLES)
        register_roles("learning.MistakeReport", view=WRITING_ROLES, change=WRITING_ROLES)
        # What a trainee writes for themselves, or to those who help them by name, opens to no role.
        register_roles("learning.Note", view=NOBODY)
        register_roles("learning.HelpRequest", view=NOBODY)
        register_roles("learning.CalendarLink", view=NOBODY)
