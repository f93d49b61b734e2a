from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class ProfessionalRole(models.TextChoices):
    JUDGE = "judge", _("Judge")
    PROSECUTOR = "prosecutor", _("Prosecutor")
    CENTRAL_AUTHORITY = "central_authority", _("Central-authority officer")
    CONTACT_POINT = "contact_point", _("Contact point")
    LIAISON_MAGISTRATE = "liaison_magistrate", _("Liaison magistrate")
    INVESTIGATOR = "investigator", _("Investigator")
    OTHER = "other", _("Other")
