"""What is there to do today in one cohort: BOARD_LINES of the wiring, (request, cohort) → lines."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cms.core.enums import JobState
from cms.networks.admin_pages import address_if_any
from cms.networks.home_lines import HomeLine
from cms.notices.models import Notice
from courses.cohorts.likeness import pairs_alike
from courses.cohorts.models import Cohort
from courses.cohorts.permissions import may_change_cohort
from courses.learning.permissions import may_announce


def failed_mail(request: HttpRequest, cohort: Cohort) -> list[HomeLine]:
    """E-mails to people of the cohort that could not be delivered. One query."""
    failed = Notice.objects.filter(
        state=JobState.FAILED, network=cohort.network, recipient__enrolments__cohort=cohort
    )
    number = failed.distinct().count()
    if not number:
        return []
    sentence = ngettext(
        "%(number)s e-mail to the cohort’s people could not be delivered.",
        "%(number)s e-mails to the cohort’s people could not be delivered.",
        number,
    )
    way = address_if_any("machinery:jobs") if may_announce(request.user, cohort) else ""
    address = way or reverse("board:cohort", args=[cohort.pk])
    return [HomeLine(sentence % {"number": number}, address, _("See which"))]


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
