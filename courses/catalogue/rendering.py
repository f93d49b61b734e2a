"""A taught lesson as HTML fragments by block id.

Cached under (revision, language, release of the code) in a cache of its own; what depends on
the reader – own legal system first, figures on request – is joined at each request.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.cache import caches
from django.template.loader import render_to_string
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import override
from wagtail.models import Revision

from cms.world.enums import LegalSystem

LIFETIME = 7 * 24 * 3600


@dataclass(frozen=True)
class Note:
    """What one legal system does, in a comparative note."""

    system: str
    name: str
    html: SafeString


@dataclass(frozen=True)
class Fragment:
    """One block. `title` only of headings and comparative notes, `notes` only of the latter."""

    id: str
    kind: str
    html: SafeString
    title: str = ""
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True)
class Stopped:
    id: str
    heading: str


@dataclass(frozen=True)
class Lesson:
    summary: str
    language: str
    fragments: tuple[Fragment, ...]

    def has(self, kind: str) -> bool:
        return any(fragment.kind == kind for fragment in self.fragments)

    def stopped_at(self, block_id: str) -> Stopped | None:
        """The block at which the reader stopped, by the heading above it; None before the first heading."""
        heading = ""
        for fragment in self.fragments:
            if fragment.kind == "heading":
                heading = fragment.title
            if fragment.id == block_id:
                return Stopped(block_id, heading) if heading else None
        return None


def lesson_fragments(revision_id: int, language: str) -> Lesson:
    """Rendered once for each revision and language; no query afterwards."""
    cache = caches["fragments"]
    key = f"lesson:{revision_id}:{language}:{settings.RELEASE}"
    lesson = cache.get(key)
    if lesson is None:
        lesson = _render(revision_id, language)
        cache.set(key, lesson, LIFETIME)
    return lesson


def heading_of(revision_id: int, language: str, block_id: str) -> str:
    stopped = lesson_fragments(revision_id, language).stopped_at(block_id)
    return stopped.heading if stopped else ""


def lesson_body(lesson: Lesson, *, legal_system: str, data_saver: bool) -> SafeString:
    """The lesson for one reader: own legal system open, figures on request where data is saved."""
    with override(lesson.language):
        return format_html_join(
            "\n",
            '<div class="block block--{}" id="b-{}" data-block="{}">{}</div>',
            (
                (part.kind, part.id, part.id, _joined(part, legal_system, data_saver=data_saver))
                for part in lesson.fragments
            ),
        )


def _joined(part: Fragment, legal_system: str, *, data_saver: bool) -> SafeString:
    if part.kind == "compare":
        notes = sorted(part.notes, key=lambda note: note.system != legal_system)
        own = bool(notes) and notes[0].system == legal_system
        return render_to_string("catalogue/blocks/compare.html", {"part": part, "notes": notes, "own": own})
    if part.kind == "image" and data_saver:
        return render_to_string("catalogue/blocks/image_on_request.html", {"part": part})
    return part.html


def _render(revision_id: int, language: str) -> Lesson:
    return lesson_of(Revision.objects.get(pk=revision_id).as_object(), language)


def lesson_of(page: Any, language: str) -> Lesson:
    """Rendered from the page as it is in memory, a draft too."""
    with override(language):
        return Lesson(page.summary, language, tuple(_fragment(block) for block in page.body))


def _fragment(block: Any) -> Fragment:
    if block.block_type == "compare":
        notes = tuple(
            Note(note["system"], str(LegalSystem(note["system"]).label), mark_safe(str(note["text"])))
            for note in block.value["notes"]
        )
        return Fragment(block.id, "compare", SafeString(""), title=block.value["title"], notes=notes)
    title = str(block.value) if block.block_type == "heading" else ""
    html = mark_safe(block.render({"block_id": block.id}))
    return Fragment(block.id, block.block_type, html, title=title)
