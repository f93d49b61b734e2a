"""A network's questions.

Bank ── Question (one row for all languages, known by its key) ── QuestionVersion 1, 2, 3 … (never changed)
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _

from assessments.questions.bodies import Body
from assessments.questions.kinds import body_from_json
from cms.core.scoping import scoped
from cms.networks.models import Network


class Bank(models.Model):
    network = models.ForeignKey(Network, on_delete=models.PROTECT, related_name="question_banks")
    slug = models.SlugField(_("short name"), max_length=100)
    name = models.CharField(_("name"), max_length=255)

    objects = scoped()
    all_objects = models.Manager()

    class Meta:
        verbose_name = _("question bank")
        verbose_name_plural = _("question banks")
        constraints = [models.UniqueConstraint(fields=["network", "slug"], name="questions_bank_once")]

    def __str__(self) -> str:
        return self.name


class Question(models.Model):
    bank = models.ForeignKey(Bank, on_delete=models.PROTECT, related_name="questions")
    key = models.UUIDField(unique=True, editable=False)

    objects = scoped(path="bank__network")
    all_objects = models.Manager()

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")

    def __str__(self) -> str:
        return str(self.key)


class QuestionVersionQuerySet(models.QuerySet):
    def newest_of(self, keys: Iterable[UUID]) -> dict[UUID, QuestionVersion]:
        """The newest version of each question named; a key that no bank knows is left out."""
        versions = self.filter(question__key__in=list(keys)).select_related("question").order_by("number")
        return {version.question.key: version for version in versions}


class VersionIsImmutable(Exception):
    """A version was about to be changed: attempts rest on it. Write a new one with `write_question`."""


class QuestionVersion(models.Model):
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    body = models.JSONField()
    written_at = models.DateTimeField()

    objects = scoped(QuestionVersionQuerySet, path="question__bank__network")
    all_objects = QuestionVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("question version")
        verbose_name_plural = _("question versions")
        constraints = [
            models.UniqueConstraint(fields=["question", "number"], name="questions_questionversion_number")
        ]

    def __str__(self) -> str:
        return f"{self.question_id}, {self.number}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None and not self._state.adding:
            raise VersionIsImmutable(self.pk)
        super().save(*args, **kwargs)

    @cached_property
    def parsed(self) -> Body:
        return body_from_json(self.body)
