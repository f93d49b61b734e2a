from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from django.db import models
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.models import Page

from cms.core.wiring import load
from cms.networks.enums import WRITING_ROLES
from courses.catalogue.models.tree import TaughtPage, TaughtPageManager
from courses.catalogue.offered import Offered


class Step(TaughtPage, Page):
    """Anything inside a module that a trainee does: a page that answers for itself.

    A subclass names its `kind` and says how it is frozen into an edition, taught, and read
    from a module package. Its own address never shows its content.
    """

    kind: ClassVar[str]
    assessed: ClassVar[bool] = False  # done only when passed

    required = models.BooleanField(_("required"), default=True)
    minutes = models.PositiveSmallIntegerField(_("minutes"), default=15)

    objects = TaughtPageManager()

    roles_that_write = WRITING_ROLES
    parent_page_types = ["catalogue.ModulePage"]
    subpage_types: ClassVar[list[str]] = []
    # serve() shows nobody the content: a kind that can be previewed says how.
    preview_modes: ClassVar[list[tuple[str, Any]]] = []
    structure_panels = [
        MultiFieldPanel([FieldPanel("required"), FieldPanel("minutes")], heading=_("Structure"))
    ]

    class Meta:
        abstract = True

    @classmethod
    def kinds(cls) -> dict[str, type[Step]]:
        return {subclass.kind: subclass for subclass in cls.__subclasses__()}

    @classmethod
    def of_kind(cls, kind: str) -> type[Step]:
        """KeyError for a kind that no room knows."""
        return cls.kinds()[kind]

    @classmethod
    def files_of(cls, content: Mapping[str, Any]) -> Iterator[Offered]:
        """The documents and pictures that a revision of this kind shows; `content` is the revision's."""
        yield from ()

    def freeze(self) -> dict[str, Any]:
        """The JSON that this kind needs later, whatever becomes of the page."""
        return {}

    @classmethod
    def learning_response(cls, request: HttpRequest, place: Any) -> HttpResponse:
        """The page on which an enrolled person does this step; `place` is learning's Place."""
        raise NotImplementedError(cls)

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Sends who is enrolled to the step; for everybody else there is nothing here."""
        for door in load("STEP_DOORS"):
            if address := door(request.user, self.translation_key):
                return HttpResponseRedirect(address)
        raise Http404

    def get_sitemap_urls(self, request: HttpRequest | None = None) -> list[dict[str, Any]]:
        return []
