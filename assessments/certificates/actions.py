"""Three separate acts: a certificate is issued (here), its holder is told (notices), its paper is drawn (`rendering`)."""

from __future__ import annotations

import datetime as dt
import logging
from decimal import Decimal

from django.db import transaction
from django.db.models import Avg, Count, Exists, OuterRef, Subquery
from django.utils.translation import gettext_lazy as _

from cms.core import jobs
from cms.core.errors import Refusal
from cms.core.locking import locked
from cms.core.sweep import claim_once_in
from cms.notices.actions import write_notice
from cms.people.models import User
from courses.cohorts.enums import ENROLLED_STATES, TAUGHT_STATES, EnrolmentState
from courses.cohorts.models import Enrolment, EnrolmentQuerySet
from courses.editions.models import EditionStep, Syllabus
from courses.editions.reading import taught_syllabus
from courses.learning.actions import complete_enrolment, completion_of
from courses.learning.completion import FOUR_PLACES, Completion
from courses.learning.models import Progress

from .awards import Award, awards_of
from .models import Certificate, Rendering
from .notices import CertificateReady
from .number import new_number
from .statement import digest, in_language
from .stating import state
from .tasks import draw_certificate

logger = logging.getLogger(__name__)

AWARD_BATCH = 200
HOUR = dt.timedelta(hours=1)


def award_due(now: dt.datetime) -> int:
    """Issues what has fallen due in cohorts that are taught; how many certificates are new.

    One enrolment that can't be awarded does not keep the others waiting; it is raised at the end.
    """
    new, problem = 0, None
    whoever = claim_once_in(HOUR, name="awards", now=now)
    for enrolment, award in _due(whoever=whoever):
        try:
            new += _issue_once(enrolment.pk, award=award, now=now)[1]
        except Refusal:
            continue
        except Exception as raised:  # each enrolment is a compartment, see above
            logger.exception(
                "Award failed", extra={"event": "certificate.award_failed", "enrolment": enrolment.pk}
            )
            problem = raised
    if problem is not None:
        raise problem
    return new


def issue(enrolment: Enrolment, *, award: Award, now: dt.datetime) -> Certificate:
    """Writes certificate, notice and rendering in one transaction; the one there is, where there is one.

    Refusal `not_due` while the rule does not hold.
    """
    return _issue_once(enrolment.pk, award=award, now=now)[0]


def _issue_once(enrolment_id: int, *, award: Award, now: dt.datetime) -> tuple[Certificate, bool]:
    with transaction.atomic():
        enrolment = locked(
            Enrolment.all_objects.select_related("cohort__network", "user", "syllabus").filter(
                pk=enrolment_id
            )
        ).get()
        standing = Certificate.all_objects.standing().filter(enrolment=enrolment, award_key=award.key).first()
        if standing is not None:
            return standing, False
        completion = completion_of(enrolment)
        sessions = enrolment.attendances.count() if award.least_sessions else 0
        if enrolment.state not in ENROLLED_STATES or not award.holds(completion, sessions=sessions):
            raise Refusal(
                _("What this award needs is not there yet, so there is no certificate."), code="not_due"
            )
        # Who withdrew and came back with all done is active until here, and could withdraw from a certificate.
        complete_enrolment(enrolment, now=now)
        certificate = _write(enrolment, award=award, completion=completion, now=now)
        rendering = Rendering.objects.create(certificate=certificate, due_at=now)
        _tell(certificate, to=enrolment.user, now=now)
        jobs.hurry(draw_certificate, rendering.pk)
    logger.info(
        "Certificate issued",
        extra={"event": "certificate.issued", "certificate": certificate.pk, "enrolment": enrolment.pk},
    )
    return certificate, True


def _write(enrolment: Enrolment, *, award: Award, completion: Completion, now: dt.datetime) -> Certificate:
    stated = state(enrolment, award=award, completion=completion, number=new_number(), now=now)
    data = stated.to_json()
    return Certificate.all_objects.create(
        number=stated.number,
        enrolment=enrolment,
        award_key=award.key,
        issued_at=now,
        state_at=now,
        expires_at=award.expires_at(now),
        language=stated.language,
        statement=data,
        statement_hash=digest(data),
    )


def _due(*, whoever: bool) -> list[tuple[Enrolment, Award]]:
    """In a cohort that is taught, every required step done, no certificate yet for the award: a batch.

    Among those who are *completed*, which costs little; or among all who are seated, for who came back when all
    was done already is *completed* only at the cohort's end.

    What the rule says beyond that is asked of each under its lock.
    """
    due: list[tuple[Enrolment, Award]] = []
    states = ENROLLED_STATES if whoever else {EnrolmentState.COMPLETED}
    taught = Enrolment.all_objects.filter(state__in=states, cohort__state__in=TAUGHT_STATES)
    for syllabus in (
        Syllabus.all_objects.filter(pk__in=taught.values("syllabus")).exclude(awards=[]).order_by("pk")
    ):
        ready = _ready(taught.filter(syllabus=syllabus), syllabus)
        for award in awards_of(syllabus):
            awarded = Certificate.all_objects.standing().filter(award_key=award.key).values("enrolment")
            rows = _with_needs(ready, award, syllabus).exclude(pk__in=awarded).order_by("pk")
            rows = rows[: AWARD_BATCH - len(due)]
            due += [(enrolment, award) for enrolment in rows]
    return due


def _ready(enrolments: EnrolmentQuerySet, syllabus: Syllabus) -> EnrolmentQuerySet:
    """Those who have done each required step, asked from the last one back: most people still lack that one."""
    required = EditionStep.objects.filter(edition__syllabuses=syllabus, required=True).order_by("-position")
    keys = list(required.values_list("step_key", flat=True))
    if not keys:
        return enrolments.none()
    done = Progress.all_objects.filter(enrolment=OuterRef("pk"), completed_at__isnull=False).exclude(
        passed=False
    )
    for key in keys:
        enrolments = enrolments.filter(Exists(done.filter(step_key=key)))
    return enrolments


def _with_needs(ready: EnrolmentQuerySet, award: Award, syllabus: Syllabus) -> EnrolmentQuerySet:
    """Those who may well have what the award needs beyond: the mean, rounded by `completion`, decides under the lock."""
    if award.least_sessions:
        ready = ready.annotate(attended=Count("attendances", distinct=True))
        ready = ready.filter(attended__gte=award.least_sessions)
    if award.least_score:
        quizzes = [
            step.key for step in taught_syllabus(syllabus.pk, "en").steps if step.required and step.assessed
        ]
        scored = Progress.all_objects.filter(enrolment=OuterRef("pk"), step_key__in=quizzes).order_by()
        mean = scored.values("enrolment").annotate(mean=Avg("score")).values("mean")
        almost = Decimal(award.least_score) / 100 - FOUR_PLACES
        ready = ready.annotate(mean=Subquery(mean)).filter(mean__gte=almost)
    return ready


def _tell(certificate: Certificate, *, to: User, now: dt.datetime) -> None:
    stated = certificate.stated
    write_notice(
        to,
        kind=CertificateReady.key,
        subject=f"certificate:{certificate.pk}",
        facts={
            "course": in_language(stated.course.title, to.language),
            "network": in_language(stated.host.short_name, to.language),
            "number": certificate.number,
        },
        network=certificate.enrolment.cohort.network,
        due=now,
        now=now,
    )
