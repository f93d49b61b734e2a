"""What each role is for, in a sentence to the person who holds it or is offered it."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cms.networks.enums import Role

WHAT_IT_MAY: Mapping[Role, str | Promise] = {
    Role.MEMBER: _("You may stand in the directory of people, if you like, and find others there."),
    Role.AUTHOR: _(
        "You write and change the network's modules, lessons and quizzes; a reviewer publishes them."
    ),
    Role.REVIEWER: _("You read what the authors write, change what is needed, and publish it."),
    Role.ORGANISER: _("You publish courses, plan and announce cohorts, and follow the people in them."),
    Role.FACILITATOR: _(
        "You help the trainees of the cohorts that name you. As soon as an organiser names you in one, it stands "
        "among what waits for you."
    ),
    Role.SECRETARIAT: _("You read the network's cohorts and reports; you change nothing in them."),
    Role.MANAGER: _("You give and withdraw roles, and edit the network's own pages."),
}
