from django.apps import AppConfig

from cms.networks.admin_roles import register_roles
from cms.networks.enums import COHORT_CHANGING_ROLES, COHORT_VIEWING_ROLES


class CohortsConfig(AppConfig):
    name = "courses.cohorts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        register_roles("cohorts.ClosedDays", view=COHORT_CHANGING_ROLES, change=COHORT_CHANGING_ROLES)
        for kept_close in (
            "cohorts.DistinctPeople",
            "cohorts.Leave",
            "cohorts.Extension",
            "cohorts.SendingAuthority",
            "cohorts.Nominee",
        ):
            register_roles(kept_close, view=COHORT_CHANGING_ROLES, change=COHORT_CHANGING_ROLES)
        register_roles("cohorts.Group", view=COHORT_VIEWING_ROLES, change=COHORT_CHANGING_ROLES)
        register_roles("cohorts.Cohort", view=COHORT_VIEWING_ROLES, change=COHORT_CHANGING_ROLES)
        register_roles("cohorts.Enrolment", view=COHORT_VIEWING_ROLES, change=COHORT_CHANGING_ROLES)
