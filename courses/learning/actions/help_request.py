from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from cms.core.errors import Refusal
from cms.core.locking import locked
from cms.notices.actions import write_notices
from cms.notices.kinds import Facts
from cms.people.models import User
from courses.cohorts.models import Enrolment
from courses.learning.models import HelpRequest
from courses.learning.notices import HelpAsked, subject_of_help
from courses.learning.who_helps import people_who_help

logger = logging.getLogger(__name__)

MOST_A_DAY = 5
DAY = timedelta(hours=24)


def ask_for_help(enrolment: Enrolment, *, text: str, now: datetime) -> HelpRequest:
    """Writes to the cohort's facilitators and its network's organisers; they answer by e-mail.

    The same question again within a day is the same request. Refusal with code `nobody` or `too_many`.
    The person's row is the lock.
    """
    with transaction.atomic():
        locked(User.objects.filter(pk=enrolment.user_id)).get()
        today = HelpRequest.all_objects.filter(enrolment__user=enrolment.user_id, asked_at__gt=now - DAY)
        if again := today.filter(enrolment=enrolment, text=text).first():
            return again
        if today.count() >= MOST_A_DAY:
            raise Refusal(
                _(
                    "You have sent five questions within a day, which is the most. What you wrote is still here: "
                    "copy it, and send it tomorrow."
                ),
                code="too_many",
            )
        asked = HelpRequest.all_objects.create(enrolment=enrolment, text=text, asked_at=now)
        told = write_notices(
            people_who_help(enrolment.cohort).exclude(pk=enrolment.user_id),
            kind=HelpAsked.key,
            subject=subject_of_help(asked),
            facts=lambda _language: _facts(asked),
            network=enrolment.cohort.network,
            due=now,
            now=now,
        )
        if not told:
            raise Refusal(
                _("Nobody is named for this cohort yet, so that your question would reach nobody."),
                code="nobody",
            )
    logger.info("Help asked for", extra={"event": "help.asked", "help_request": asked.pk, "told": told})
    return asked


def _facts(asked: HelpRequest) -> Facts:
    return {
        "help_request": asked.pk,
        "who": asked.enrolment.user.get_full_name(),
        "address": asked.enrolment.user.email,
        "cohort": asked.enrolment.cohort.name,
        "question": asked.text,
    }
