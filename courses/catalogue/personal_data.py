from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from cms.people.models import User
from cms.people.records import PersonalRecords
from courses.catalogue.models import ModuleUse


class ModuleUses(PersonalRecords):
    model = ModuleUse
    title = _("Requests to use modules that you wrote or answered")
    purpose = _("So that two networks can say who agreed what.")
    kept = _("As long as the module; without your name and your words once your account is erased.")
    of_person = ("asked_by", "answered_by")
    fields = ("network", "state", "note", "asked_at", "answer", "answered_at")

    @classmethod
    def erase(cls, user: User, *, now: datetime) -> None:
        ModuleUse.all_objects.filter(asked_by=user).update(note="")
        ModuleUse.all_objects.filter(answered_by=user).update(answer="")
