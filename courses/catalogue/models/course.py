from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any, Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from modelcluster.fields import ParentalKey
from modelcluster.models import model_from_serializable_data
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Orderable, Page

from cms.networks.enums import COURSE_ROLES
from courses.catalogue.course_form import CourseForm
from courses.catalogue.course_panel import CompositionPanel, StructurePanel
from courses.catalogue.models.tree import TaughtPage, TaughtPageManager
from courses.catalogue.widgets import ModuleChooser, TextsByLanguage


class CoursePage(TaughtPage, Page):
    """A course of one network, composed of modules of several; structure on the source page."""

    summary = models.TextField(_("summary"), blank=True)
    description = RichTextField(_("description"), blank=True, features=["bold", "italic", "ol", "ul", "link"])
    audience = models.TextField(_("who it is for"), blank=True)

    objects = TaughtPageManager()
    base_form_class = CourseForm

    roles_that_write = COURSE_ROLES
    parent_page_types = ["pages.NetworkPage"]
    subpage_types: list[str] = []
    content_panels = [
        *Page.content_panels,
        FieldPanel("summary"),
        FieldPanel("description"),
        FieldPanel("audience"),
        StructurePanel(
            "modules",
            [
                FieldPanel("module_key", widget=ModuleChooser),
                MultiFieldPanel(
                    [FieldPanel("section", widget=TextsByLanguage)],
                    heading=_("A section begins with this module"),
                    classname="collapsed",
                ),
            ],
            heading=_("Modules, in order"),
        ),
        CompositionPanel(heading=_("What the course comes to")),
        StructurePanel(
            "prerequisites",
            [FieldPanel("course_key")],
            heading=_("Courses to complete first"),
        ),
        StructurePanel(
            "awards",
            [
                FieldPanel("titles", widget=TextsByLanguage),
                FieldPanel("least_score"),
                FieldPanel("least_sessions"),
                FieldPanel("valid_months"),
            ],
            heading=_("Awards"),
        ),
    ]

    def module_keys(self) -> list[uuid.UUID]:
        """Translation keys of the modules in order, as the source page has them."""
        return [line.module_key for line in self.source_page().modules.all()]

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from courses.catalogue.public import course_context  # noqa: PLC0415 -- it needs this model

        return super().get_context(request, *args, **kwargs) | course_context(request, self)


# By course, in order, those that one completes first.
Asked = dict[uuid.UUID, list[uuid.UUID]]


class CourseLine(Orderable):
    """A line of a course's structure, kept with its page's revisions."""

    class Meta(Orderable.Meta):
        abstract = True

    @classmethod
    def from_serializable_data(
        cls, data: dict[str, Any], check_fks: bool = True, strict_fks: bool = False
    ) -> Self | None:
        # Its one foreign key is the course that brings it along: to look for that costs a query for each line.
        return model_from_serializable_data(cls, data, check_fks=False, strict_fks=strict_fks)


class CourseModule(CourseLine):
    course = ParentalKey(CoursePage, on_delete=models.CASCADE, related_name="modules")
    module_key = models.UUIDField(_("module"))
    section = models.JSONField(
        _("title of the section"),
        default=dict,
        blank=True,
        help_text=_("Empty where the module goes on with the section before it."),
    )

    class Meta(CourseLine.Meta):
        verbose_name = _("module")
        constraints = [
            models.UniqueConstraint(fields=["course", "module_key"], name="catalogue_coursemodule_once")
        ]


class CoursePrerequisite(CourseLine):
    """A course that one has completed before one comes into this one by oneself."""

    course = ParentalKey(CoursePage, on_delete=models.CASCADE, related_name="prerequisites")
    course_key = models.UUIDField(_("course"))

    class Meta(CourseLine.Meta):
        verbose_name = _("course")
        constraints = [
            models.UniqueConstraint(fields=["course", "course_key"], name="catalogue_courseprerequisite_once")
        ]

    @classmethod
    def asked(cls, *, live: bool = False) -> Asked:
        """By course, those that its source page asks to complete first; with `live` of published ones only. One query."""
        sources = CoursePage.objects.source().live() if live else CoursePage.objects.source()
        asked: Asked = {}
        lines = cls.objects.filter(course__in=sources).order_by("sort_order", "pk")
        for course, first in lines.values_list("course__translation_key", "course_key"):
            asked.setdefault(course, []).append(first)
        return asked

    @staticmethod
    def chain_before(course_key: uuid.UUID, asked: Asked) -> set[uuid.UUID]:
        """The course and all that come before it, directly or by way of others."""
        found, new = {course_key}, {course_key}
        while new:
            new = {first for course in new for first in asked.get(course, ())} - found
            found |= new
        return found

    @classmethod
    def without_circles(cls, course: uuid.UUID, first: Iterable[uuid.UUID], asked: Asked) -> list[uuid.UUID]:
        """Those of `first` that do not ask for `course` themselves: nobody could come into any of them.

        The form refuses such a circle, but pages that are published at a set time can close one.
        """
        return [key for key in first if course not in cls.chain_before(key, asked)]


class CourseAward(CourseLine):
    """What a course awards to who has done every required step, and what it needs beyond; frozen into each syllabus."""

    course = ParentalKey(CoursePage, on_delete=models.CASCADE, related_name="awards")
    key = models.UUIDField(default=uuid.uuid4, editable=False)
    titles = models.JSONField(_("title"), help_text=_("language code → title"))
    least_score = models.PositiveSmallIntegerField(
        _("least mean of the required quizzes, in per cent"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
        help_text=_("Empty where it is enough to pass each. For a distinction, say."),
    )
    least_sessions = models.PositiveSmallIntegerField(
        _("live sessions to attend at least"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
        help_text=_("Empty where none is needed. The cohort has to hold as many."),
    )
    valid_months = models.PositiveSmallIntegerField(
        _("months for which its certificates are valid"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(240)],
        help_text=_("Empty for ever. Holders are told a month before the end."),
    )

    class Meta(CourseLine.Meta):
        verbose_name = pgettext_lazy("of a course", "award")
        constraints = [models.UniqueConstraint(fields=["course", "key"], name="catalogue_courseaward_once")]
