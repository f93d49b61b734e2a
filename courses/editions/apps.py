from django.apps import AppConfig


class EditionsConfig(AppConfig):
    name = "courses.editions"
    default_auto_field = "django.db.models.BigAutoField"
