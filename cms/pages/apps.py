from django.apps import AppConfig


class PagesConfig(AppConfig):
    name = "cms.pages"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # Receivers can be connected only once every model is loaded.
        from cms.pages import public_cache  # noqa: F401, PLC0415 -- connects its receivers once apps are there
