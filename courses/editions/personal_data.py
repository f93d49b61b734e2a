from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from cms.people.records import PersonalRecords
from courses.editions.models import Edition


class Editions(PersonalRecords):
    model = Edition
    title = _("Editions that you published")
    purpose = _("So that a network can say who published what is taught.")
    kept = _("As long as the edition; without your name once your account is erased.")
    of_person = ("published_by",)
    fields = ("network", "number", "published_at")
