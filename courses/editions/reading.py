"""A syllabus as a reader in one language sees it: titles, and which text of each step."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Protocol, TypeVar

from django.core.cache import caches
from django.db.models import Prefetch

from cms.networks.models import in_language
from courses.catalogue.models import Step
from courses.editions.models import (
    EditionStep,
    EditionText,
    EditionTitle,
    Syllabus,
    SyllabusEdition,
)

LIFETIME = 300


class InLanguage(Protocol):
    language: str


T = TypeVar("T", bound=InLanguage)


@dataclass(frozen=True)
class TaughtText:
    """`language` is the text's own, which may not be the reader's."""

    title: str
    language: str
    revision_id: int


@dataclass(frozen=True)
class TaughtStep:
    id: int
    key: uuid.UUID
    kind: str
    required: bool
    assessed: bool
    minutes: int
    text: TaughtText
    languages: tuple[str, ...]


@dataclass(frozen=True)
class TaughtNetwork:
    """Who wrote a module: as much of a Network as a page shows."""

    slug: str
    names: dict[str, str]
    theme: str = ""

    @property
    def name(self) -> str:
        return in_language(self.names)


@dataclass(frozen=True)
class TaughtModule:
    key: uuid.UUID
    edition_id: int
    edition_number: int
    title: str
    language: str
    network: TaughtNetwork
    law_stated_as_at: date | None
    steps: tuple[TaughtStep, ...]
    # The title of the section that begins with it, if one does.
    section: str = ""


@dataclass(frozen=True)
class TaughtSyllabus:
    id: int
    titles: dict[str, str]
    modules: tuple[TaughtModule, ...]

    @property
    def steps(self) -> tuple[TaughtStep, ...]:
        return tuple(step for module in self.modules for step in module.steps)


def taught_syllabus(syllabus_id: int, language: str) -> TaughtSyllabus:
    """The syllabus with its texts in `language`, else in the language of the source.

    Kept for five minutes, since a translation may be added to an edition.
    """
    cache = caches["fragments"]
    key = f"syllabus:{syllabus_id}:{language}"
    taught = cache.get(key)
    if taught is None:
        taught = _read(syllabus_id, language)
        cache.set(key, taught, LIFETIME)
    return taught


def _read(syllabus_id: int, language: str) -> TaughtSyllabus:
    syllabus = Syllabus.all_objects.get(pk=syllabus_id)
    steps = EditionStep.objects.order_by("position").prefetch_related(
        Prefetch("texts", EditionText.objects.order_by("pk"))
    )
    lines = (
        SyllabusEdition.objects.filter(syllabus=syllabus)
        .order_by("position")
        .select_related("edition__network")
        .prefetch_related(
            Prefetch("edition__titles", EditionTitle.objects.order_by("pk")),
            Prefetch("edition__steps", steps),
        )
    )
    return TaughtSyllabus(syllabus.pk, syllabus.titles, tuple(_module(line, language) for line in lines))


def _module(line: SyllabusEdition, language: str) -> TaughtModule:
    edition = line.edition
    title = for_reader(edition.titles.all(), language)
    return TaughtModule(
        key=edition.module_key,
        edition_id=edition.pk,
        edition_number=edition.number,
        title=title.title,
        language=title.language,
        network=TaughtNetwork(edition.network.slug, edition.network.names, edition.network.theme),
        law_stated_as_at=edition.law_stated_as_at,
        steps=tuple(_step(step, language) for step in edition.steps.all()),
        section=in_language(line.section, language) if line.section else "",
    )


def _step(step: EditionStep, language: str) -> TaughtStep:
    texts = list(step.texts.all())
    text = for_reader(texts, language)
    return TaughtStep(
        id=step.pk,
        key=step.step_key,
        kind=step.kind,
        required=step.required,
        assessed=Step.of_kind(step.kind).assessed,
        minutes=step.minutes,
        text=TaughtText(text.title, text.language, text.revision_id),
        languages=tuple(each.language for each in texts),
    )


def for_reader(texts: Iterable[T], language: str) -> T:
    """The text in `language`, else the first, which is the source's."""
    ordered = list(texts)
    return next((text for text in ordered if text.language == language), ordered[0])
