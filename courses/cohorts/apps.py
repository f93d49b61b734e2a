from django.apps import AppConfig


class CohortsConfig(AppConfig):
    name = "courses.cohorts"
    default_auto_field = "django.db.models.BigAutoField"
