"""A statement as the verification page shows it, each text with the language that it is in."""

from __future__ import annotations

from dataclasses import dataclass

from . import drawing
from .sheet import day, result
from .statement import Statement, Texts, in_language


@dataclass(frozen=True, slots=True)
class Said:
    text: str
    language: str


@dataclass(frozen=True, slots=True)
class SaidModule:
    title: Said
    network: Said
    slug: str
    edition: int


@dataclass(frozen=True, slots=True)
class Page:
    number: str
    holder: str
    award: Said
    course: Said
    host: Said
    host_slug: str
    modules: list[SaidModule]
    cohort: str
    result: str
    completed: str
    issued: str
    valid_until: str
    criteria: Said
    arcs: drawing.Arcs


def page(stated: Statement, *, language: str) -> Page:
    return Page(
        number=stated.number,
        holder=stated.holder.name,
        award=_said(stated.award.title, language),
        course=_said(stated.course.title, language),
        host=_said(stated.host.name, language),
        host_slug=stated.host.slug,
        modules=[
            SaidModule(
                _said(module.title, language),
                _said(module.network.short_name, language),
                module.network.slug,
                module.edition,
            )
            for module in stated.modules
        ],
        cohort=stated.cohort,
        result=result(stated),
        completed=day(stated.completed_at),
        issued=day(stated.issued_at),
        valid_until=day(stated.valid_until) if stated.valid_until else "",
        criteria=_said(stated.criteria, language),
        arcs=drawing.lay_arcs([network.slug for network in stated.writers()], stated.host.slug),
    )


def _said(texts: Texts, language: str) -> Said:
    text = in_language(texts, language)
    return Said(text, next((code for code in (language, "en", *texts) if texts.get(code) == text), language))
