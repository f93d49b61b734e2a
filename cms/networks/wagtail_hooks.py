from django.http import HttpRequest
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from cms.networks.panels import without_central_reports


@hooks.register("construct_reports_menu")
def hide_central_reports(request: HttpRequest, items: list[MenuItem]) -> None:
    without_central_reports(request, items)
