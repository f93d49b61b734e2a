from django.http import HttpRequest
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail import hooks
from wagtail.admin.ui.components import Component

from cms.pages.admin_api import only_own_things
from cms.pages.admin_doors import (
    only_own_pages_in_choosers,
    only_types_of_own_roles,
)
from cms.pages.admin_home import WaitingOnHome

hooks.register("before_create_page", only_types_of_own_roles)
hooks.register("construct_page_chooser_queryset", only_own_pages_in_choosers)
# After Wagtail's own, whose places they take.
hooks.register("construct_admin_api", only_own_things, order=100)


@hooks.register("insert_global_admin_css")
def add_stylesheet() -> SafeString:
    return format_html('<link rel="stylesheet" href="{}">', static("css/admin.css"))


@hooks.register("construct_homepage_panels")
def show_what_waits(request: HttpRequest, panels: list[Component]) -> None:
    panels.append(WaitingOnHome())
