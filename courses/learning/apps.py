from django.apps import AppConfig

from cms.networks.admin_roles import register_roles
from cms.networks.enums import COHORT_VIEWING_ROLES


class LearningConfig(AppConfig):
    name = "courses.learning"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        register_roles("learning.Progress", view=COHORT_VIEWING_ROLES)
