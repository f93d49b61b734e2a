from django.apps import AppConfig

from cms.networks.admin_roles import register_roles
from cms.networks.enums import MODULE_OWNING_ROLES


class CatalogueConfig(AppConfig):
    name = "courses.catalogue"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        register_roles("catalogue.ModuleUse", view=MODULE_OWNING_ROLES, change=MODULE_OWNING_ROLES)
        from courses.catalogue import signals  # noqa: F401, PLC0415 -- connects its receivers once apps are there
