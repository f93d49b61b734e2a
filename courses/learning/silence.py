"""Who has not been in their course for long, and is called once."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import CharField, Exists, OuterRef, Value
from django.db.models.functions import Cast, Concat

from cms.core.sweep import claim_once_in
from cms.networks.models import in_language
from cms.notices.actions import write_notice
from cms.notices.kinds import stamp
from cms.notices.models import Notice
from courses.cohorts.models import Enrolment, EnrolmentQuerySet
from courses.editions.reading import taught_syllabus
from courses.learning.behind import silent_at
from courses.learning.notices import GoneSilent

# Whoever has been silent for longer was called, or it is too late to.
CALLED_UNTIL = timedelta(days=14)
HOUR = timedelta(hours=1)


def call_silent(now: datetime) -> int:
    """Sweep step, once an hour: who has fallen silent is called, once for each silence; how many."""
    if not claim_once_in(HOUR, name="silence", now=now):
        return 0
    return sum(_call(enrolment, now=now) for enrolment in _uncalled(now))


def _uncalled(now: datetime) -> EnrolmentQuerySet:
    subject = Concat(Value("enrolment:"), Cast(OuterRef("pk"), CharField()), output_field=CharField())
    called = Notice.objects.filter(
        recipient=OuterRef("user"), kind=GoneSilent.key, subject=subject, due_at__gt=OuterRef("since")
    )
    fallen = silent_at(now).filter(since__gt=now - CALLED_UNTIL)
    return fallen.filter(~Exists(called)).select_related("cohort__network", "user").order_by("pk")


def _call(enrolment: Enrolment, *, now: datetime) -> bool:
    user, cohort = enrolment.user, enrolment.cohort
    titles = taught_syllabus(cohort.syllabus_id, user.language).titles
    with transaction.atomic():
        written = write_notice(
            user,
            kind=GoneSilent.key,
            subject=f"enrolment:{enrolment.pk}",
            occasion=stamp(enrolment.since),
            facts={
                "enrolment": enrolment.pk,
                "cohort": cohort.name,
                "course": in_language(titles, user.language),
                "since": enrolment.since,
            },
            network=cohort.network,
            due=now,
            now=now,
        )
    return written is not None
