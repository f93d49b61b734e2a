from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page

from courses.catalogue.blocks import LessonBlocks
from courses.catalogue.models.step import Step
from courses.catalogue.offered import Offered, offered_in
from courses.catalogue.packages.lessons import Lesson, read_lesson, write_lesson
from courses.catalogue.packages.parts import StepPart, Writing
from courses.catalogue.packages.problems import Problems
from courses.catalogue.page_forms import LessonForm
from courses.catalogue.rendering import lesson_body, lesson_fragments, lesson_of


class LessonPage(Step):
    kind = "lesson"
    part_suffix = ".md"
    preview_modes = Page.DEFAULT_PREVIEW_MODES
    base_form_class = LessonForm

    summary = models.TextField(
        _("summary"),
        blank=True,
        help_text=_("One sentence that stands above the lesson."),
    )
    body = StreamField(LessonBlocks(), blank=True)

    content_panels = [
        *Page.content_panels,
        FieldPanel("summary"),
        FieldPanel("body"),
        *Step.structure_panels,
    ]

    class Meta:
        verbose_name = _("Lesson")
        verbose_name_plural = _("Lessons")

    @classmethod
    def learning_response(cls, request: HttpRequest, place: Any) -> HttpResponse:
        lesson = lesson_fragments(place.text.revision_id, place.text.language)
        reader = place.reader
        context = place.context() | {
            "summary": lesson.summary,
            "body": lesson_body(
                lesson,
                legal_system=reader.legal_system,
                data_saver=reader.data_saver,
                beside=place.beside(),
            ),
            "practice": lesson.has("practice"),
            "film": lesson.has("video"),
            "stopped": lesson.stopped_at(place.progress.last_position),
        }
        return render(request, "learning/lesson.html", context)

    @classmethod
    def files_of(cls, content: Mapping[str, Any]) -> Iterator[Offered]:
        return offered_in(json.loads(content.get("body") or "[]"))

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        """For who may edit the page; Wagtail asks before."""
        lesson = lesson_of(self, self.locale.language_code)
        context = {
            "page": self,
            "text_language": self.locale.language_code,
            "lesson": lesson,
            "body": lesson_body(lesson, legal_system=request.user.legal_system, data_saver=False),
            "practice": lesson.has("practice"),
            "film": lesson.has("video"),
        }
        return render(request, "catalogue/preview.html", context)

    @classmethod
    def read_part(cls, part: StepPart, problems: Problems) -> Lesson | None:
        return read_lesson(part, problems)

    @classmethod
    def write_part(cls, page: LessonPage, content: Lesson, writing: Writing) -> None:
        write_lesson(page, content, writing)
