"""What the admin's home says to who writes modules, and to who facilitates cohorts."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cms.networks.enums import WRITING_ROLES, Role
from cms.networks.home_lines import HomeLine
from cms.networks.models import Network
from cms.networks.scope import scope_of
from courses.cohorts.enums import OFFERED_STATES
from courses.cohorts.models import Cohort
from courses.learning.enums import MistakeState
from courses.learning.models import MistakeReport

MOST_SHOWN = 8


def reported_mistakes(request: HttpRequest) -> list[HomeLine]:
    """How many wait for an answer, in one line. One query for who writes, none for others."""
    if not scope_of(request.user).holds(WRITING_ROLES):
        return []
    number = MistakeReport.all_objects.for_user(request.user).open().count()
    if not number:
        return []
    sentence = ngettext(
        "%(number)s mistake is reported in your modules.",
        "%(number)s mistakes are reported in your modules.",
        number,
    )
    address = f"{reverse('mistake:index')}?state={MistakeState.OPEN}"
    return [HomeLine(sentence % {"number": number}, address, _("Answer"))]


def cohorts_to_write_to(request: HttpRequest) -> list[HomeLine]:
    """The ways to announcements for facilitators, who have no list of cohorts. Two queries for them, none for others."""
    facilitator = frozenset({Role.FACILITATOR})
    if request.user.is_superuser or not scope_of(request.user).holds(facilitator):
        return []
    named = Cohort.all_objects.filter(
        network__in=Network.objects.where(request.user, facilitator),
        facilitators=request.user,
        state__in=OFFERED_STATES,
    )
    return [
        HomeLine(
            _("You may write to the people of “%(cohort)s”.") % {"cohort": cohort.name},
            reverse("announcement:list", args=[cohort.pk]),
            _("See the announcements"),
        )
        for cohort in named.order_by("starts", "pk")[:MOST_SHOWN]
    ]
