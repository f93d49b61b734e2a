from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page

from cms.networks.enums import WRITING_ROLES
from courses.catalogue.enums import Sharing
from courses.catalogue.models.step import Step
from courses.catalogue.models.tree import TaughtPage, TaughtPageManager


class ModulePage(TaughtPage, Page):
    """A module of one network; its steps lie below it. Publishing it makes an edition."""

    summary = models.TextField(_("summary"), blank=True)
    law_stated_as_at = models.DateField(_("law stated as at"), null=True, blank=True)
    review_by = models.DateField(
        _("to be reviewed by"),
        null=True,
        blank=True,
        help_text=_("Who writes for the network is told when this day has come."),
    )
    news = models.CharField(
        _("what is new"),
        max_length=300,
        blank=True,
        help_text=_(
            "For those who have completed an earlier edition: they are told when you publish. Leave it empty, or as "
            "it is, where they need not know."
        ),
    )

    sharing = models.CharField(
        _("who may use it in their courses"),
        max_length=8,
        choices=Sharing,
        default=Sharing.FREE,
        help_text=_(
            "It holds for what they put into their courses, and for the cohorts that they run, also of a course of"
            " yours. Cohorts that are announced already go on, whatever you choose."
        ),
    )

    objects = TaughtPageManager()

    roles_that_write = WRITING_ROLES
    parent_page_types = ["pages.NetworkPage"]
    content_panels = [
        *Page.content_panels,
        FieldPanel("summary"),
        FieldPanel("law_stated_as_at"),
        FieldPanel("review_by"),
        FieldPanel("news"),
        FieldPanel("sharing"),
    ]

    class Meta:
        verbose_name = _("module")
        verbose_name_plural = _("modules")

    def steps(self) -> Iterator[Step]:
        """The live steps in order, each as its own kind."""
        for page in self.get_children().live().specific().order_by("path"):
            if isinstance(page, Step):
                yield page

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from courses.catalogue.public import module_context  # noqa: PLC0415 -- it needs this model

        return super().get_context(request, *args, **kwargs) | module_context(request, self)
