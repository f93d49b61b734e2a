from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from cms.pages.models import Listing
from cms.people.records import PersonalRecords


class Listings(PersonalRecords):
    model = Listing
    title = _("Your place in the directory of people")
    purpose = _("So that members of other networks find you, because you agreed to it.")
    kept = _("Until you leave the directory or erase your account.")
    fields = ("languages", "shows_email", "agreed_at")
    deleted_on_erasure = True
