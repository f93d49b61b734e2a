from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cms.networks.enums import MODULE_OWNING_ROLES
from cms.networks.home_lines import HomeLine
from cms.networks.scope import scope_of
from courses.catalogue.models import ModuleUse


def requests_to_answer(request: HttpRequest) -> list[HomeLine]:
    """How many wait, in one line of the admin's home. One query for who answers, none for others."""
    if not scope_of(request.user).holds(MODULE_OWNING_ROLES):
        return []
    number = ModuleUse.all_objects.to_answer(request.user).waiting().count()
    if not number:
        return []
    sentence = ngettext(
        "%(number)s network asks to use a module of yours.",
        "%(number)s requests to use modules of yours wait.",
        number,
    )
    return [HomeLine(sentence % {"number": number}, reverse("module_use:index"), _("Answer"))]
