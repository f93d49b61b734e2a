from django.apps import AppConfig
from wagtail.users.apps import WagtailUsersAppConfig


class PeopleConfig(AppConfig):
    name = "cms.people"
    default = True
    default_auto_field = "django.db.models.BigAutoField"


class AccountsInAdmin(WagtailUsersAppConfig):
    """Wagtail's list of users with a form for our kind of account, which has one name and gets its roles in networks."""

    user_viewset = "cms.people.viewsets.AccountViewSet"
