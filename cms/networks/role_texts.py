"""What each role is for, in words that serve whoever holds it, is offered it, or gives it."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cms.networks.enums import Role

WHAT_IT_MAY: Mapping[Role, str | Promise] = {
    Role.MEMBER: gettext_lazy("May stand in the directory of people, and finds others there."),
    Role.AUTHOR: gettext_lazy(
        "Writes and changes the network's modules, lessons and quizzes; a reviewer publishes them."
    ),
    Role.REVIEWER: gettext_lazy("Reads what the authors write, changes what is needed, and publishes it."),
    Role.ORGANISER: gettext_lazy(
        "Publishes courses, plans and announces cohorts, and follows the people in them."
    ),
    Role.FACILITATOR: gettext_lazy(
        "Helps the trainees of those cohorts for which an organiser names them; each then stands on the first page."
    ),
    Role.SECRETARIAT: gettext_lazy("Reads the network's cohorts and reports, and changes nothing in them."),
    Role.MANAGER: gettext_lazy("Gives and withdraws roles, and edits the network's own pages."),
}


def said_of(role: Role) -> str:
    """“Author. Writes and changes …”: the role with what it is for."""
    return _("%(role)s. %(what)s") % {"role": capfirst(role.label), "what": WHAT_IT_MAY[role]}
