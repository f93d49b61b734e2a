from __future__ import annotations

import logging
import uuid
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cms.core.errors import Refusal
from cms.core.locking import locked
from cms.people.models import User
from courses.catalogue.models import CourseModule, CoursePage, ModulePage, Step
from courses.catalogue.models.tree import owning_network
from courses.editions.files import hold_files
from courses.editions.models import (
    Edition,
    EditionStep,
    EditionText,
    EditionTitle,
    Syllabus,
    SyllabusEdition,
)

logger = logging.getLogger(__name__)

Frozen = list[dict[str, Any]]


def publish_edition(module: ModulePage, *, by: User | None, now: datetime) -> Edition | None:
    """Freezes the live text of each live step; None where the module has no live step.

    Returns the last edition where nothing changed. Where only translations are new, they are
    added to it instead of making another.
    """
    module = module.source_page()
    with transaction.atomic():
        locked(ModulePage.objects.filter(pk=module.pk)).get()
        frozen = _freeze(module)
        if not frozen:
            return None
        last = Edition.all_objects.with_steps().last_of(module.translation_key)
        if last is not None and _structure(frozen) == _structure_of(last) and _texts_equal(frozen, last):
            _add_translations(last, module, frozen)
            return last
        edition = Edition(
            network=owning_network(module),
            module_key=module.translation_key,
            number=last.number + 1 if last else 1,
            note=module.news,
            law_stated_as_at=module.law_stated_as_at,
            published_at=now,
            published_by=by,
        )
        edition.save()
        for position, step in enumerate(frozen, start=1):
            row = EditionStep(
                edition=edition,
                step_key=step["key"],
                kind=step["kind"],
                position=position,
                required=step["required"],
                minutes=step["minutes"],
                frozen=step["frozen"],
            )
            row.save()
            EditionText.objects.bulk_create(EditionText(step=row, **text) for text in step["texts"])
        _add_titles(edition, module)
        hold_files(edition)
    logger.info("Edition published", extra={"event": "edition.published", "edition": edition.pk})
    return edition


def add_translations(module: ModulePage) -> None:
    """Adds to the last edition the texts that have come since, where its source texts are still the live ones."""
    module = module.source_page()
    with transaction.atomic():
        locked(ModulePage.objects.filter(pk=module.pk)).get()
        frozen = _freeze(module)
        last = Edition.all_objects.with_steps().last_of(module.translation_key)
        if (
            last is not None
            and _structure(frozen) == _structure_of(last)
            and _texts_equal(frozen, last, source_only=True)
        ):
            _add_translations(last, module, frozen)


def _freeze(module: ModulePage) -> Frozen:
    return [
        {
            "key": step.translation_key,
            "kind": step.kind,
            "required": step.required,
            "minutes": step.minutes,
            "frozen": step.freeze(),
            "source_locale": step.locale_id,
            "texts": _texts(step),
        }
        for step in module.steps()
    ]


def _texts(step: Step) -> list[dict[str, Any]]:
    return [
        {
            "locale_id": text.locale_id,
            "language": text.locale.language_code,
            "revision_id": text.live_revision_id,
            "title": text.title,
        }
        for text in step.texts().select_related("locale").order_by("-is_source", "pk")
        if text.live_revision_id
    ]


def _structure(frozen: Frozen) -> list[tuple[Any, ...]]:
    return [(step["key"], step["kind"], step["required"], step["minutes"], step["frozen"]) for step in frozen]


def _structure_of(edition: Edition) -> list[tuple[Any, ...]]:
    return [
        (step.step_key, step.kind, step.required, step.minutes, step.frozen) for step in edition.steps.all()
    ]


def _texts_equal(frozen: Frozen, edition: Edition, *, source_only: bool = False) -> bool:
    """Whether the texts that the edition holds, or those in the source language, are still the live ones."""
    live = {
        (step["key"], text["locale_id"]): text["revision_id"] for step in frozen for text in step["texts"]
    }
    sources = {step["key"]: step["source_locale"] for step in frozen}
    return all(
        live.get((step.step_key, text.locale_id)) == text.revision_id
        for step in edition.steps.all()
        for text in step.texts.all()
        if not source_only or text.locale_id == sources[step.step_key]
    )


def _add_translations(edition: Edition, module: ModulePage, frozen: Frozen) -> None:
    steps = {step.step_key: step for step in edition.steps.all()}
    held = {(step.step_key, text.locale_id) for step in edition.steps.all() for text in step.texts.all()}
    EditionText.objects.bulk_create(
        EditionText(step=steps[step["key"]], **text)
        for step in frozen
        for text in step["texts"]
        if (step["key"], text["locale_id"]) not in held
    )
    _add_titles(edition, module)
    hold_files(edition)


def _add_titles(edition: Edition, module: ModulePage) -> None:
    held = set(EditionTitle.objects.filter(edition=edition).values_list("locale_id", flat=True))
    EditionTitle.objects.bulk_create(
        EditionTitle(
            edition=edition,
            locale=text.locale,
            language=text.locale.language_code,
            title=text.title,
            summary=text.summary,
        )
        for text in module.texts().select_related("locale").order_by("-is_source", "pk")
        if text.locale_id not in held
    )


def without_edition(keys: Collection[uuid.UUID]) -> set[uuid.UUID]:
    """MODULES_UNTAUGHT: those of the modules of which nothing was ever published that can be taught. One query."""
    have = Edition.all_objects.filter(module_key__in=keys).values_list("module_key", flat=True)
    return set(keys) - set(have)


def refuse_untaught(keys: Collection[uuid.UUID]) -> None:
    """Refusal with code `no_edition` where there is no module, or one without an edition; unpublished ones keep theirs."""
    if not keys:
        raise Refusal(_("The course has no module yet. Add one and publish the course."), code="no_edition")
    if missing := len(without_edition(keys)):
        sentence = ngettext(
            "Of %(count)d module of the course nothing was ever published that can be taught. Publish it with a step,"
            " ask its network to, or take it out.",
            "Of %(count)d modules of the course nothing was ever published that can be taught. Publish them with a"
            " step each, ask their networks to, or take them out.",
            missing,
        )
        raise Refusal(sentence % {"count": missing}, code="no_edition")


def take_syllabus(
    course: CoursePage, *, modules: Sequence[uuid.UUID] | None = None, now: datetime
) -> Syllabus:
    """Freezes the course: the last edition of each module, in order, and its awards.

    `modules` are those that are taught, in order, where a cohort was announced with others than the course has now.
    Refusal as of `refuse_untaught`. Called inside the transaction of the act that needs it.
    """
    course = course.source_page()
    lines = list(course.modules.all())
    keys = [line.module_key for line in lines] if modules is None else list(modules)
    refuse_untaught(keys)
    sections = _sections(lines, keys)
    with transaction.atomic():
        syllabus = Syllabus(
            network=owning_network(course),
            course_key=course.translation_key,
            titles={
                text.locale.language_code: text.title for text in course.texts().select_related("locale")
            },
            awards=[
                {
                    "key": str(award.key),
                    "titles": award.titles,
                    "rule": "all_required",
                    "valid_months": award.valid_months,
                    "least_score": award.least_score,
                    "least_sessions": award.least_sessions,
                }
                for award in course.awards.all()
            ],
            taken_at=now,
        )
        syllabus.save()
        for position, key in enumerate(keys, start=1):
            SyllabusEdition(
                syllabus=syllabus,
                edition=Edition.all_objects.last_of(key),
                position=position,
                section=sections.get(key, {}),
            ).save()
    return syllabus


def _sections(lines: Iterable[CourseModule], keys: Collection[uuid.UUID]) -> dict[uuid.UUID, dict[str, str]]:
    """By module, the title of the section that begins with it: where the first of a section is not taught, with the next."""
    begun: dict[str, str] = {}
    sections = {}
    for line in lines:
        begun = line.section or begun
        if line.module_key in keys:
            sections[line.module_key], begun = begun, {}
    return sections
