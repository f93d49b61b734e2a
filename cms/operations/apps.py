from django.apps import AppConfig


class OperationsConfig(AppConfig):
    name = "cms.operations"
    default_auto_field = "django.db.models.BigAutoField"
