from django.http import HttpRequest
from django.urls import URLResolver, include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from cms.networks.enums import COURSE_ROLES, MODULE_OWNING_ROLES
from cms.networks.scope import scope_of
from courses.catalogue import use_urls
from courses.catalogue.module_chooser import ModuleChooserViewSet


class UsesMenuItem(MenuItem):
    """For who asks for modules, and who answers."""

    def is_shown(self, request: HttpRequest) -> bool:
        return scope_of(request.user).holds(COURSE_ROLES | MODULE_OWNING_ROLES)


@hooks.register("register_admin_viewset")
def register_module_chooser() -> ModuleChooserViewSet:
    return ModuleChooserViewSet("module_chooser", url_prefix="modules/choose")


@hooks.register("register_admin_urls")
def register_uses() -> list[URLResolver]:
    return [path("modules/use/", include(use_urls))]


@hooks.register("register_admin_menu_item")
def register_uses_in_menu() -> UsesMenuItem:
    return UsesMenuItem(_("Use of modules"), reverse("module_use:index"), icon_name="lock-open", order=216)
