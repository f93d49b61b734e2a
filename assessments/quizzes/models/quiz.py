from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.models import Page

from assessments.questions.models import QuestionVersion
from assessments.quizzes import packages
from assessments.quizzes.rules import FrozenQuestion, QuizRules
from cms.core.errors import Refusal
from courses.catalogue.models import Step
from courses.catalogue.packages.parts import StepPart, Writing
from courses.catalogue.packages.problems import Problems


class QuizPage(Step):
    """A quiz of a module. Rules and questions are read from the source-language page only."""

    kind = "quiz"
    assessed = True
    part_suffix = ".yaml"

    introduction = models.TextField(_("introduction"), blank=True)
    pass_mark = models.PositiveSmallIntegerField(
        _("pass mark, per cent"), default=70, validators=[MinValueValidator(1), MaxValueValidator(100)]
    )
    attempts = models.PositiveSmallIntegerField(
        _("attempts"),
        null=True,
        blank=True,
        default=2,
        validators=[MinValueValidator(1)],
        help_text=_("Empty: as often as one likes."),
    )
    time_limit = models.PositiveSmallIntegerField(
        _("time limit, minutes"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(1440)],
        help_text=_("Empty: no timer."),
    )
    grace = models.PositiveSmallIntegerField(
        _("grace, minutes"),
        default=10,
        validators=[MaxValueValidator(1440)],
        help_text=_("Answers that arrive so much after the deadline count, for who lost the connection."),
    )
    questions = models.JSONField(
        _("questions"), default=list, editable=False, help_text='[{"key": uuid, "points": 1}, …] in order'
    )

    content_panels = [
        *Page.content_panels,
        FieldPanel("introduction"),
        MultiFieldPanel(
            [FieldPanel("pass_mark"), FieldPanel("attempts"), FieldPanel("time_limit"), FieldPanel("grace")],
            heading=_("Rules"),
        ),
        *Step.structure_panels,
    ]

    class Meta:
        verbose_name = _("Quiz")
        verbose_name_plural = _("quizzes")

    def clean(self) -> None:
        super().clean()
        if self.live and self.is_source and not self.questions:
            raise ValidationError(
                _("This quiz has no question yet. Import it with its module, then publish it.")
            )

    def freeze(self) -> dict[str, Any]:
        """The rules with the newest version of each question, by id."""
        entries = [(UUID(entry["key"]), entry["points"]) for entry in self.questions]
        newest = QuestionVersion.all_objects.newest_of(key for key, _points in entries)
        if any(key not in newest for key, _points in entries):
            raise Refusal(
                _("Questions of the quiz “%(title)s” are in no bank. Import the module again.")
                % {"title": self.title},
                code="questions_missing",
            )
        questions = tuple(FrozenQuestion(key, newest[key].pk, points) for key, points in entries)
        return QuizRules(self.pass_mark, self.attempts, self.time_limit, self.grace, questions).to_json()

    @classmethod
    def learning_response(cls, request: HttpRequest, place: Any) -> HttpResponse:
        from assessments.quizzes.views.start import start_page  # noqa: PLC0415 -- the views stand on this model

        return start_page(request, place)

    @classmethod
    def read_part(cls, part: StepPart, problems: Problems) -> packages.QuizContent | None:
        return packages.read(part, problems)

    @classmethod
    def write_part(cls, page: QuizPage, content: packages.QuizContent, writing: Writing) -> None:
        packages.write(page, content, writing)
