from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class NetworkKind(models.TextChoices):
    ESTABLISHED = "established", _("established")
    EMERGING = "emerging", _("emerging")


class Role(models.TextChoices):
    MEMBER = "member", _("member")
    AUTHOR = "author", _("author")
    REVIEWER = "reviewer", _("reviewer")
    ORGANISER = "organiser", _("organiser")
    FACILITATOR = "facilitator", _("facilitator")
    SECRETARIAT = "secretariat", _("secretariat")
    MANAGER = "manager", _("manager")


ADMIN_ROLES = frozenset(set(Role) - {Role.MEMBER})
WRITING_ROLES = frozenset({Role.AUTHOR, Role.REVIEWER})
COURSE_ROLES = frozenset({Role.ORGANISER})
# Who says for a network which others may use its modules.
MODULE_OWNING_ROLES = frozenset({Role.REVIEWER, Role.MANAGER})
COHORT_VIEWING_ROLES = frozenset({Role.ORGANISER, Role.SECRETARIAT})
COHORT_CHANGING_ROLES = frozenset({Role.ORGANISER})
REPORT_ROLES = frozenset({Role.ORGANISER, Role.SECRETARIAT})
MANAGING_ROLES = frozenset({Role.MANAGER})
INVITING_ROLES = MANAGING_ROLES | COHORT_CHANGING_ROLES
