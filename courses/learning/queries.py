from __future__ import annotations

import uuid
from datetime import datetime

from django.contrib.auth.models import AnonymousUser
from django.db.models import F, QuerySet
from django.urls import reverse

from cms.people.models import User
from courses.cohorts.models import Enrolment
from courses.cohorts.own_dates import releases_by_enrolment


def enrolments_of(user: User) -> QuerySet[Enrolment]:
    """A person's own, those withdrawn or not admitted left out, with what each of their pages shows."""
    return own_places(user).select_related("cohort__network").order_by("-cohort__starts", "pk")


def own_places(user: User) -> QuerySet[Enrolment]:
    """The same with the cohort alone: a step is shown under the network that wrote it, and often asked for."""
    own = Enrolment.all_objects.of(user).enrolled()
    return own.select_related("cohort")


def address_of_step(user: User | AnonymousUser, step_key: uuid.UUID) -> str | None:
    """Where `user` does this step, or None where it is not in a syllabus of theirs."""
    if not user.is_authenticated:
        return None
    enrolment = (
        Enrolment.all_objects.of(user)
        .reading()
        .filter(syllabus__editions__steps__step_key=step_key)
        .order_by("-enrolled_at")
        .first()
    )
    return reverse("learning:step", args=[enrolment.pk, step_key]) if enrolment else None


def teaches_text(enrolments: QuerySet[Enrolment], revision_id: int, *, now: datetime) -> bool:
    """Whether the revision is a text of a module that is open in one of the enrolments, by the dates of each."""
    taught = enrolments.reading().filter(syllabus__editions__steps__texts__revision=revision_id)
    found = list(taught.annotate(module=F("syllabus__editions__module_key")).select_related("cohort"))
    releases = releases_by_enrolment(found)
    theirs = [releases[each.pk].get(each.module) for each in found]
    return any(release is None or release.is_open_at(now) for release in theirs)
