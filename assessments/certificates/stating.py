"""Copies what a certificate states out of the rows that it must never depend on again."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Iterable

from django.conf import settings
from django.db.models import Sum
from django.utils import translation
from django.utils.translation import gettext as _

from cms.core.saying import say_list
from cms.networks.models import Network
from courses.cohorts.models import Enrolment
from courses.editions.models import EditionStep, Syllabus, SyllabusEdition
from courses.learning.completion import Completion

from .awards import Award
from .statement import StatedHolder, StatedModule, StatedNetwork, StatedTitle, Statement, identity


def state(
    enrolment: Enrolment, *, award: Award, completion: Completion, number: str, now: dt.datetime
) -> Statement:
    cohort, holder, syllabus = enrolment.cohort, enrolment.user, enrolment.syllabus
    salt = secrets.token_hex(16)
    expires_at = award.expires_at(now)
    return Statement(
        number=number,
        language=enrolment.language,
        holder=StatedHolder(
            name=holder.certificate_name or holder.get_full_name(),
            identity_hash=identity(holder.email, salt),
            identity_salt=salt,
        ),
        award=StatedTitle(str(award.key), dict(award.titles)),
        course=StatedTitle(str(syllabus.course_key), dict(syllabus.titles)),
        modules=_modules(syllabus),
        host=_network(cohort.network),
        issuer=cohort.network.slug,
        cohort=cohort.name,
        starts=cohort.starts.isoformat(),
        ends=cohort.ends.isoformat(),
        completed_at=_instant(completion.completed_at or now),
        issued_at=_instant(now),
        minutes=_minutes(syllabus),
        score=_per_cent(completion),
        criteria=_criteria(award),
        valid_until=_instant(expires_at) if expires_at else None,
    )


def _modules(syllabus: Syllabus) -> tuple[StatedModule, ...]:
    lines: Iterable[SyllabusEdition] = syllabus.lines.select_related("edition__network").prefetch_related(
        "edition__titles"
    )
    return tuple(
        StatedModule(
            key=str(line.edition.module_key),
            title={text.language: text.title for text in line.edition.titles.all()},
            edition=line.edition.number,
            network=_network(line.edition.network),
        )
        for line in lines
    )


def _minutes(syllabus: Syllabus) -> int:
    required = EditionStep.objects.filter(edition__syllabuses=syllabus, required=True)
    return required.aggregate(total=Sum("minutes"))["total"] or 0


def _network(network: Network) -> StatedNetwork:
    return StatedNetwork(network.slug, dict(network.full_names or network.names), dict(network.names))


def _instant(moment: dt.datetime) -> str:
    return moment.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _per_cent(completion: Completion) -> str | None:
    return None if completion.score is None else f"{completion.score * 100:.1f}"


def _criteria(award: Award) -> dict[str, str]:
    said = {}
    for language in settings.SWITCHER_LANGUAGES:
        with translation.override(language):
            needs = award.said_needs()
            said[language] = (
                _("Every required step complete, each required quiz passed; also %(needs)s.")
                % {"needs": say_list(needs)}
                if needs
                else _("Every required step complete, each required quiz passed.")
            )
    return said
