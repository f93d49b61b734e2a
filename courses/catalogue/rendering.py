"""A taught lesson as HTML fragments by block id.

Cached under (revision, language, release of the code) in a cache of its own; what depends on
the reader – own legal system first, figures on request – is joined at each request.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from django.conf import settings
from django.core.cache import caches
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import override
from wagtail.models import Revision

from cms.world.enums import LegalSystem

LIFETIME = 7 * 24 * 3600


@dataclass(frozen=True)
class Fragment:
    """One block. `notes` only for a comparative note: (legal system, its name, HTML)."""

    id: str
    kind: str
    html: SafeString
    title: str = ""
    notes: tuple[tuple[str, str, SafeString], ...] = ()
    own: bool = False


@dataclass(frozen=True)
class Lesson:
    title: str
    summary: str
    revision_id: int
    fragments: tuple[Fragment, ...] = field(default=())
    data_saver: bool = False


def fragments_for_reader(
    revision_id: int, language: str, *, legal_system: str, data_saver: bool
) -> Lesson:
    lesson = lesson_fragments(revision_id, language)
    joined = tuple(
        _own_first(part, legal_system) if part.kind == "compare" else part
        for part in lesson.fragments
    )
    return replace(lesson, fragments=joined, data_saver=data_saver)


def lesson_fragments(revision_id: int, language: str) -> Lesson:
    cache = caches["fragments"]
    key = f"lesson:{revision_id}:{language}:{settings.RELEASE}"
    lesson = cache.get(key)
    if lesson is None:
        lesson = _render(revision_id, language)
        cache.set(key, lesson, LIFETIME)
    return lesson


def _render(revision_id: int, language: str) -> Lesson:
    page: Any = Revision.objects.get(pk=revision_id).as_object()
    with override(language):
        return Lesson(
            title=page.title,
            summary=page.summary,
            revision_id=revision_id,
            fragments=tuple(_fragment(block) for block in page.body),
        )


def _fragment(block: Any) -> Fragment:
    if block.block_type == "compare":
        notes = tuple(
            (
                note["system"],
                str(LegalSystem(note["system"]).label),
                mark_safe(str(note["text"])),
            )  # noqa: S308 – rich text is cleaned when it is saved
            for note in block.value["notes"]
        )
        return Fragment(
            id=block.id,
            kind="compare",
            html=SafeString(""),
            title=block.value["title"],
            notes=notes,
        )
    title = str(block.value) if block.block_type == "heading" else ""
    return Fragment(
        id=block.id,
        kind=block.block_type,
        html=mark_safe(str(block.render())),
        title=title,
    )  # noqa: S308


def _own_first(part: Fragment, legal_system: str) -> Fragment:
    notes = tuple(sorted(part.notes, key=lambda note: note[0] != legal_system))
    return replace(part, notes=notes, own=bool(notes) and notes[0][0] == legal_system)
