from django.urls import URLResolver, include, path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from cms.invitations import admin_urls
from cms.invitations.panels import InvitationsMenuItem


@hooks.register("register_admin_urls")
def register_invitations() -> list[URLResolver]:
    return [path("invitations/", include(admin_urls))]


@hooks.register("register_admin_menu_item")
def register_menu_item() -> MenuItem:
    return InvitationsMenuItem(
        _("Invitations"), reverse_lazy("invitation:index"), name="invitations", icon_name="mail", order=205
    )
