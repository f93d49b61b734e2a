from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef
from wagtail.models import Locale, Revision

from cms.core.scoping import scoped
from cms.networks.models import Network


class ImmutableError(RuntimeError):
    """Somebody tried to change what cohorts are taught from."""


class Immutable(models.Model):
    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise ImmutableError(f"{self._meta.label} {self.pk} is written once")
        super().save(*args, **kwargs)


class EditionQuerySet(models.QuerySet["Edition"]):
    def with_news_since(self, since: datetime) -> Self:
        """Later editions of modules that say what is new, and say it anew."""
        before = Edition.all_objects.filter(module_key=OuterRef("module_key"), number=OuterRef("number") - 1)
        told = before.filter(note=OuterRef("note"))
        return self.filter(Exists(before), ~Exists(told), published_at__gt=since).exclude(note="")

    def last_of(self, module_key: uuid.UUID) -> Edition | None:
        return self.filter(module_key=module_key).order_by("-number").first()

    def with_steps(self) -> Self:
        return self.prefetch_related("titles", "steps__texts")


class Edition(Immutable):
    """The frozen form of a module that cohorts are taught from."""

    network = models.ForeignKey(Network, on_delete=models.PROTECT, related_name="editions")
    module_key = models.UUIDField()
    number = models.PositiveIntegerField()
    note = models.CharField(max_length=300, blank=True)
    law_stated_as_at = models.DateField(null=True)
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = scoped(EditionQuerySet)
    all_objects = EditionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["module_key", "number"], name="editions_edition_number")
        ]

    def __str__(self) -> str:
        return f"{self.module_key} {self.number}"


class EditionTitle(Immutable):
    """The module's title and summary in one language."""

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="titles")
    locale = models.ForeignKey(Locale, on_delete=models.PROTECT, related_name="+")
    language = models.CharField(max_length=8)
    title = models.CharField(max_length=255)
    summary = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["edition", "locale"], name="editions_editiontitle_once")
        ]


class EditionStep(Immutable):
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="steps")
    step_key = models.UUIDField()
    kind = models.CharField(max_length=20)
    position = models.PositiveSmallIntegerField()
    required = models.BooleanField()
    minutes = models.PositiveSmallIntegerField()
    frozen = models.JSONField(default=dict)

    class Meta:
        ordering = ["edition", "position"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "step_key"], name="editions_editionstep_key"),
            models.UniqueConstraint(fields=["edition", "position"], name="editions_editionstep_position"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.step_key}"


class EditionText(Immutable):
    """A step's text in one language: the revision that was live when it was frozen."""

    step = models.ForeignKey(EditionStep, on_delete=models.PROTECT, related_name="texts")
    locale = models.ForeignKey(Locale, on_delete=models.PROTECT, related_name="+")
    language = models.CharField(max_length=8)
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=255)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["step", "locale"], name="editions_editiontext_once")]


class EditionFile(Immutable):
    """A file that a text of the edition shows: the database keeps it for as long as the edition."""

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="+")

    # The admin's lists of usage name the pages; rows that only hold would stand there without a name.
    wagtail_reference_index_ignore = True

    class Meta:
        abstract = True


class EditionPicture(EditionFile):
    file = models.ForeignKey("wagtailimages.Image", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["edition", "file"], name="editions_editionpicture_once")
        ]


class EditionDocument(EditionFile):
    file = models.ForeignKey("wagtaildocs.Document", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["edition", "file"], name="editions_editiondocument_once")
        ]


class Syllabus(Immutable):
    """A course as a cohort is taught it: its editions in order and what it awards.

    `awards` is a list of {"key": uuid, "titles": {language: title}, "rule": "all_required"} and, each a number or
    None, "valid_months", "least_score" (per cent) and "least_sessions"; older ones lack these.
    """

    network = models.ForeignKey(Network, on_delete=models.PROTECT, related_name="syllabuses")
    course_key = models.UUIDField()
    titles = models.JSONField(help_text="language → title of the course")
    awards = models.JSONField(default=list)
    taken_at = models.DateTimeField()
    editions = models.ManyToManyField(Edition, through="SyllabusEdition", related_name="syllabuses")

    objects = scoped()
    all_objects = models.Manager()

    class Meta:
        verbose_name_plural = "syllabuses"


class SyllabusEdition(Immutable):
    syllabus = models.ForeignKey(Syllabus, on_delete=models.PROTECT, related_name="lines")
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField()
    section = models.JSONField(default=dict, blank=True, help_text="language → title, where one begins")

    class Meta:
        ordering = ["syllabus", "position"]
        constraints = [
            models.UniqueConstraint(fields=["syllabus", "edition"], name="editions_syllabusedition_once"),
            models.UniqueConstraint(
                fields=["syllabus", "position"],
                name="editions_syllabusedition_position",
            ),
        ]
