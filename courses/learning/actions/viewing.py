from __future__ import annotations

import logging
from datetime import datetime

from django.utils.translation import gettext as _

from cms.core.errors import NotAllowed
from cms.people.actions import log_access
from cms.people.enums import AccessKind
from cms.people.models import User
from courses.cohorts.models import Enrolment
from courses.learning.permissions import may_view_as

logger = logging.getLogger(__name__)


def view_as(enrolment: Enrolment, *, by: User, reason: str, now: datetime) -> None:
    """Keeps that `by` looks, with the reason, where the trainee sees it; each time is a row of its own.

    NotAllowed for who doesn't help in the cohort, and of one's own enrolment.
    """
    if not may_view_as(by, enrolment):
        raise NotAllowed(
            _("Only those who help in a cohort see its pages as a trainee does."), code="not_allowed"
        )
    log_access(by, kind=AccessKind.VIEW_AS, subject=enrolment.user, reason=reason, now=now)
    logger.info(
        "Somebody looks as a trainee does",
        extra={"event": "viewing.began", "enrolment": enrolment.pk, "by": by.pk},
    )
