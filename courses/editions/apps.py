from django.apps import AppConfig

from cms.networks.admin_roles import register_roles
from cms.networks.enums import COHORT_VIEWING_ROLES, WRITING_ROLES


class EditionsConfig(AppConfig):
    name = "courses.editions"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # Receivers can be connected only once every model is loaded.
        from courses.editions import signals  # noqa: F401, PLC0415 -- connects its receivers once apps are there

        register_roles("editions.Edition", view=WRITING_ROLES | COHORT_VIEWING_ROLES)
        register_roles("editions.Syllabus", view=COHORT_VIEWING_ROLES)
