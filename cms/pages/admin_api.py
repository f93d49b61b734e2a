"""The admin's own API, as far as the explorer's menu and the choosers read it."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from wagtail.admin.api.views import PagesAdminAPIViewSet
from wagtail.api.v2.router import WagtailAPIRouter
from wagtail.documents.api.admin.views import DocumentsAdminAPIViewSet
from wagtail.images.api.admin.views import ImagesAdminAPIViewSet

from cms.pages.own_things import DOCUMENT, PICTURE, own_things


class PagesApi(PagesAdminAPIViewSet):
    """Read only: its acts pass by what the admin's own views ask before they delete, move or publish."""

    def action_view(self, request: Request, pk: int, action_name: str) -> Any:
        self.get_object()
        raise PermissionDenied(_("Pages are changed in the admin's own pages only."))


class PicturesApi(ImagesAdminAPIViewSet):
    def get_queryset(self) -> QuerySet:
        return own_things(self.request.user, PICTURE).order_by("id")


class DocumentsApi(DocumentsAdminAPIViewSet):
    def get_queryset(self) -> QuerySet:
        return own_things(self.request.user, DOCUMENT).order_by("id")


def only_own_things(router: WagtailAPIRouter) -> None:
    router.register_endpoint("pages", PagesApi)
    router.register_endpoint("images", PicturesApi)
    router.register_endpoint("documents", DocumentsApi)
