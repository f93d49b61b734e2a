"""Who has not been in their course for long, and is called once."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import CharField, Exists, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Concat

from cms.core.sweep import claim_once_in
from cms.networks.models import in_language
from cms.notices.actions import write_notice
from cms.notices.kinds import stamp
from cms.notices.models import Notice
from courses.cohorts.models import Enrolment
from courses.editions.reading import taught_syllabus
from courses.learning.notices import GoneSilent
from courses.learning.signs_of_life import SILENCE, may_have_fallen_silent, quiet_at, silences

# Whoever has been silent for longer was called, or it is too late to.
CALLED_UNTIL = timedelta(days=14)
HOUR = timedelta(hours=1)


def call_silent(now: datetime) -> int:
    """Sweep step, once an hour: who has fallen silent is called, once for each silence; how many."""
    if not claim_once_in(HOUR, name="silence", now=now):
        return 0
    fallen = _uncalled(now)
    people = Enrolment.all_objects.filter(pk__in=fallen).select_related("cohort__network", "user")
    return sum(_call(enrolment, since=fallen[enrolment.pk], now=now) for enrolment in people.order_by("pk"))


def _uncalled(now: datetime) -> dict[int, datetime]:
    """Since when they are silent, by the enrolment's id."""
    quiet = may_have_fallen_silent(quiet_at(now), after=now - CALLED_UNTIL, now=now)
    # A silence that calls for a letter now had begun by then: who was called since has been called for it.
    called = _calls().filter(recipient=OuterRef("user"), subject=_subject(), due_at__gt=now - SILENCE)
    fallen = {
        pk: since
        for pk, since in silences(quiet.exclude(Exists(called)), now=now).items()
        if since > now - CALLED_UNTIL
    }
    if not fallen:
        return {}
    told = Enrolment.all_objects.filter(pk__in=fallen).annotate(
        called_at=Subquery(
            _calls()
            .filter(recipient=OuterRef("user"), subject=_subject())
            .order_by("-due_at")
            .values("due_at")[:1]
        )
    )
    for pk, called_at in told.values_list("pk", "called_at"):
        if called_at is not None and called_at > fallen[pk]:
            del fallen[pk]
    return fallen


def _calls() -> QuerySet[Notice]:
    return Notice.objects.filter(kind=GoneSilent.key)


def _subject() -> Concat:
    return Concat(Value("enrolment:"), Cast(OuterRef("pk"), CharField()), output_field=CharField())


def _call(enrolment: Enrolment, *, since: datetime, now: datetime) -> bool:
    user, cohort = enrolment.user, enrolment.cohort
    titles = taught_syllabus(cohort.syllabus_id, user.language).titles
    with transaction.atomic():
        written = write_notice(
            user,
            kind=GoneSilent.key,
            subject=f"enrolment:{enrolment.pk}",
            occasion=stamp(since),
            facts={
                "enrolment": enrolment.pk,
                "cohort": cohort.name,
                "course": in_language(titles, user.language),
                "since": since,
            },
            network=cohort.network,
            due=now,
            now=now,
        )
    return written is not None
