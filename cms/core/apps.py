from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "cms.core"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # Tasks carry the id on whichever process starts them, and not every one imports the middleware.
        from cms.core import request_ids  # noqa: F401, PLC0415 -- connects its receivers once apps are there
