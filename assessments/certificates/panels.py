from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from cms.networks.models import in_language
from courses.cohorts.models import Enrolment
from courses.editions.models import Syllabus
from courses.learning.actions import completion_of

from .awards import Award, awards_of
from .enums import CertificateState
from .models import Certificate
from .page import page


def my_certificates(request: HttpRequest, enrolments: Sequence[Enrolment]) -> SafeString:
    """The panel of the learning page; empty where none was issued."""
    held = Certificate.all_objects.filter(
        enrolment__in=enrolments, state=CertificateState.VALID, statement__isnull=False
    )
    language = get_language() or "en"
    certificates = [(certificate, page(certificate.stated, language=language)) for certificate in held]
    if not certificates:
        return SafeString("")
    return render_to_string("certificates/_learn_panel.html", {"certificates": certificates}, request=request)


@dataclass(frozen=True)
class Ahead:
    """An award that needs more than every required step: its needs, and what there is of each so far."""

    title: str
    needs: list[str]
    score: int | None
    sessions: int | None


def awards_ahead(request: HttpRequest, enrolment: Enrolment) -> SafeString:
    """The panel of a trainee's course: awards with needs of their own that are not issued yet; else empty.

    One query where the course has no such award, four where it has.
    """
    if not enrolment.may_work or enrolment.syllabus_id is None:
        return SafeString("")
    awards = [
        award for award in awards_of(Syllabus.all_objects.get(pk=enrolment.syllabus_id)) if award.needs_more
    ]
    if not awards:
        return SafeString("")
    context = {"awards": _ahead(enrolment, awards)}
    return render_to_string("certificates/_ahead_panel.html", context, request=request)


def _ahead(enrolment: Enrolment, awards: Sequence[Award]) -> list[Ahead]:
    issued = Certificate.all_objects.standing().filter(enrolment=enrolment)
    held = set(issued.values_list("award_key", flat=True))
    score, sessions = completion_of(enrolment).score, enrolment.attendances.count()
    return [
        Ahead(
            in_language(award.titles),
            award.said_needs(),
            score=int(score * 100) if award.least_score and score is not None else None,
            sessions=sessions if award.least_sessions else None,
        )
        for award in awards
        if award.key not in held
    ]
