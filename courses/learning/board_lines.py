"""What is there to do today in one cohort: BOARD_LINES of the wiring, (request, cohort) → lines."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cms.core.enums import JobState, Standing
from cms.networks.admin_pages import address_if_any
from cms.networks.home_lines import HomeLine
from cms.networks.permissions import may_run_cohorts
from cms.notices.models import Notice
from courses.cohorts.likeness import pairs_alike
from courses.cohorts.models import Cohort, Enrolment
from courses.cohorts.permissions import may_change_cohort

LATELY = timedelta(days=30)


def failed_mail(request: HttpRequest, cohort: Cohort) -> list[HomeLine]:
    """E-mails about this cohort to who is enrolled in it that could not be delivered lately. One query."""
    failed = Notice.objects.filter(
        state=JobState.FAILED,
        due_at__gt=timezone.now() - LATELY,
        recipient__enrolments__in=Enrolment.all_objects.filter(cohort=cohort).enrolled(),
    ).values_list("facts__enrolment", "recipient__enrolments")
    concerned = [enrolment for about, enrolment in failed if about == enrolment]
    if not concerned:
        return []
    words = {"number": len(concerned)}
    if may_run_cohorts(request.user, cohort.network) and (jobs := address_if_any("machinery:jobs")):
        sentence = ngettext(
            "%(number)s e-mail to the cohort’s people could not be delivered.",
            "%(number)s e-mails to the cohort’s people could not be delivered.",
            len(concerned),
        )
        query = urlencode({"state": Standing.FAILED, "kind": Notice._meta.label_lower})
        return [HomeLine(sentence % words, f"{jobs}?{query}", _("See which"))]
    sentence = ngettext(
        "%(number)s e-mail to the cohort’s people could not be delivered. An organiser can send it again.",
        "%(number)s e-mails to the cohort’s people could not be delivered. An organiser can send them again.",
        len(concerned),
    )
    one = set(concerned).pop() if len(set(concerned)) == 1 else None
    return [HomeLine(sentence % words, reverse("board:timeline", args=[one]) if one else "", _("See which"))]


def people_alike(request: HttpRequest, cohort: Cohort) -> list[HomeLine]:
    """Accounts that are likely one person's, for who may make them one. One query while there are none."""
    if not may_change_cohort(request.user, cohort):
        return []
    number = len(pairs_alike(cohort))
    if not number:
        return []
    sentence = ngettext(
        "%(number)s pair of accounts is likely one person’s.",
        "%(number)s pairs of accounts are each likely one person’s.",
        number,
    )
    return [
        HomeLine(sentence % {"number": number}, reverse("board:alike", args=[cohort.pk]), _("Look at them"))
    ]
