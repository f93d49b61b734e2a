from __future__ import annotations

from django.db.models import Count, Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cms.core.enums import JobState
from cms.invitations.enums import InvitationState
from cms.invitations.forms import UNDELIVERED
from cms.invitations.models import Invitation
from cms.networks.enums import INVITING_ROLES
from cms.networks.home_lines import HomeLine
from cms.networks.scope import scope_of


def open_invitations(request: HttpRequest) -> list[HomeLine]:
    """Letters that were not delivered, invitations that expired without an answer, and those that wait. One query."""
    if not scope_of(request.user).holds(INVITING_ROLES):
        return []
    failed, now = Q(mailing__state=JobState.FAILED), timezone.now()
    counts = (
        Invitation.all_objects.for_user(request.user)
        .open()
        .aggregate(
            undelivered=Count("pk", filter=failed),
            expired=Count("pk", filter=Q(expires_at__lte=now)),
            waiting=Count("pk", filter=Q(expires_at__gt=now) & ~failed),
        )
    )
    said = {
        UNDELIVERED: ngettext(
            "%(count)d invitation could not be delivered.",
            "%(count)d invitations could not be delivered.",
            counts["undelivered"],
        ),
        InvitationState.EXPIRED: ngettext(
            "%(count)d invitation expired without an answer.",
            "%(count)d invitations expired without an answer.",
            counts["expired"],
        ),
        InvitationState.WAITING: ngettext(
            "%(count)d invitation waits for an answer.",
            "%(count)d invitations wait for an answer.",
            counts["waiting"],
        ),
    }
    return [
        HomeLine(
            sentence % {"count": counts[str(state)]},
            f"{reverse('invitation:index')}?state={state}",
            _("See them") if counts[str(state)] > 1 else _("See it"),
        )
        for state, sentence in said.items()
        if counts[str(state)]
    ]
