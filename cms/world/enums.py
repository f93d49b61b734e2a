from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class LegalSystem(models.TextChoices):
    CIVIL_LAW = "civil_law", _("Civil law")
    COMMON_LAW = "common_law", _("Common law")
    MIXED = "mixed", _("Mixed systems")
    ISLAMIC_LAW = "islamic_law", _("Islamic law")
    CUSTOMARY_LAW = "customary_law", _("Customary law")
