"""A taught lesson as HTML fragments by block id.

Cached under (revision, language, release of the code) in a cache of its own; what depends on
the reader – own legal system first, figures on request – is joined at each request.
"""

from __future__ import annotations

from collections.abc import Callable
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
from courses.catalogue.models.scaling import unsettled
from courses.catalogue.offered import pictures_in

LIFETIME, SOON = 7 * 24 * 3600, 60
# Kinds with another form for who saves data.
LEAN_KINDS = frozenset({"image", "video"})


@dataclass(frozen=True)
class Note:
    """What one legal system does, in a comparative note."""

    system: str
    name: str
    html: SafeString


@dataclass(frozen=True)
class Fragment:
    """One block; `lean` is its form for who saves data, where that is another.

    `title` only of headings and comparative notes, `notes` only of the latter.
    """

    id: str
    kind: str
    html: SafeString
    lean: SafeString | None = None
    title: str = ""
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True)
class Stopped:
    id: str
    heading: str


@dataclass(frozen=True)
class Lesson:
    """`settled` is False while pictures are still being made, so that it will soon look otherwise."""

    summary: str
    language: str
    fragments: tuple[Fragment, ...]
    settled: bool = True

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
        cache.set(key, lesson, LIFETIME if lesson.settled else SOON)
    return lesson


def heading_of(revision_id: int, language: str, block_id: str) -> str:
    stopped = lesson_fragments(revision_id, language).stopped_at(block_id)
    return stopped.heading if stopped else ""


def nothing(part: Fragment) -> SafeString:
    return SafeString("")


def lesson_body(
    lesson: Lesson,
    *,
    legal_system: str,
    data_saver: bool,
    beside: Callable[[Fragment], SafeString] = nothing,
) -> SafeString:
    """The lesson for one reader: own legal system open, figures on request where data is saved.

    `beside` says what of the reader's own stands at a block.
    """
    with override(lesson.language):
        return format_html_join(
            "\n",
            '<div class="block block--{}" id="b-{}" data-block="{}">{}{}</div>',
            (
                (
                    part.kind,
                    part.id,
                    part.id,
                    _joined(part, legal_system, data_saver=data_saver),
                    beside(part),
                )
                for part in lesson.fragments
            ),
        )


def _joined(part: Fragment, legal_system: str, *, data_saver: bool) -> SafeString:
    if part.kind == "compare":
        notes = sorted(part.notes, key=lambda note: note.system != legal_system)
        own = bool(notes) and notes[0].system == legal_system
        return render_to_string("catalogue/blocks/compare.html", {"part": part, "notes": notes, "own": own})
    return part.lean if data_saver and part.lean else part.html


def _render(revision_id: int, language: str) -> Lesson:
    page = Revision.objects.get(pk=revision_id).as_object()
    return lesson_of(page, language, revision_id=revision_id)


def lesson_of(page: Any, language: str, *, revision_id: int | None = None) -> Lesson:
    """Rendered from the page as it is in memory; without a revision, files open only for who works on it."""
    settled = _is_settled(page)
    with override(language):
        fragments = tuple(_fragment(block, revision_id) for block in page.body)
    return Lesson(page.summary, language, fragments, settled)


def _is_settled(page: Any) -> bool:
    pictures = pictures_in(page.body.raw_data)
    return not pictures or not unsettled(pictures).exists()


def _fragment(block: Any, revision_id: int | None) -> Fragment:
    if block.block_type == "compare":
        notes = tuple(
            Note(note["system"], str(LegalSystem(note["system"]).label), mark_safe(str(note["text"])))
            for note in block.value["notes"]
        )
        return Fragment(block.id, "compare", SafeString(""), title=block.value["title"], notes=notes)
    title = str(block.value) if block.block_type == "heading" else ""
    context = {"block_id": block.id, "revision_id": revision_id}
    html = mark_safe(block.render(context))
    lean = mark_safe(block.render(context | {"lean": True})) if block.block_type in LEAN_KINDS else None
    return Fragment(block.id, block.block_type, html, lean=lean, title=title)
