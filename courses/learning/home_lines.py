"""What waits in the admin for who writes modules."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cms.networks.enums import WRITING_ROLES
from cms.networks.home_lines import HomeLine
from cms.networks.scope import scope_of
from courses.learning.enums import MistakeState
from courses.learning.models import MistakeReport


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
