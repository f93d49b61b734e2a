from django.apps import AppConfig


class EditionsConfig(AppConfig):
    name = "courses.editions"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # Receivers can be connected only once every model is loaded.
        from courses.editions import signals  # noqa: F401
