from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    name = "courses.catalogue"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from courses.catalogue import signals  # noqa: F401, PLC0415 -- connects its receivers once apps are there
