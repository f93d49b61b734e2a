from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cms.networks.enums import Role
from cms.networks.models import Membership
from cms.people.models import User
from cms.people.records import PersonalRecords


class Memberships(PersonalRecords):
    model = Membership
    title = _("Your roles in networks")
    purpose = _("So that you can do what the network has asked you to do.")
    kept = _("Until the network's manager withdraws the role or you erase your account.")
    fields = ("network", "role", "granted_at")
    deleted_on_erasure = True

    @classmethod
    def hindrance(cls, user: User) -> str | Promise:
        managed = Membership.objects.filter(user=user, role=Role.MANAGER).select_related("network")
        others = Membership.objects.filter(role=Role.MANAGER).exclude(user=user).values("network")
        alone = managed.exclude(network__in=others).first()
        if alone is None:
            return ""
        return gettext("You are the only manager of %(network)s. Grant that role to somebody else first.") % {
            "network": alone.network.name
        }
