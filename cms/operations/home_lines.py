from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cms.networks.home_lines import HomeLine
from cms.operations.jobs_page import count_failed
from cms.operations.permissions import may_see_jobs, may_watch


def given_up(request: HttpRequest) -> list[HomeLine]:
    """What could not be done in the name of an organiser's networks; central staff read it under the machinery."""
    if may_watch(request.user) or not may_see_jobs(request.user):
        return []
    count = count_failed(request.user)
    if not count:
        return []
    sentence = ngettext(
        "%(count)d e-mail or other job of your network was given up.",
        "%(count)d e-mails or other jobs of your network were given up.",
        count,
    )
    return [
        HomeLine(
            sentence % {"count": count},
            reverse("machinery:jobs"),
            _("See them") if count > 1 else _("See it"),
        )
    ]
