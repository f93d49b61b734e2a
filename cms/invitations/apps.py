from django.apps import AppConfig

from cms.networks.admin_roles import register_roles
from cms.networks.enums import INVITING_ROLES


class InvitationsConfig(AppConfig):
    name = "cms.invitations"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        register_roles("invitations.Invitation", view=INVITING_ROLES, change=INVITING_ROLES)
