"""What is told of a certificate."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cms.core.saying import say_date
from cms.notices.enums import Urgency
from cms.notices.kinds import Facts, Kind
from cms.notices.models import Notice

from .enums import CertificateState
from .models import Certificate


class CertificateReady(Kind):
    key = "certificate_ready"
    called = _("A certificate is ready")
    urgency = Urgency.AT_ONCE
    facts = frozenset({"number", "course", "network"})
    says = {
        "course": _("the course"),
        "network": _("the network that hosts it"),
        "number": _("the certificate’s number"),
    }
    needed = frozenset({"number"})
    action = _("See your certificate")

    def entry(self, notice: Notice) -> str:
        return reverse("certificates:certificate", args=[notice.facts["number"]])


class CertificateExpiring(Kind):
    key = "certificate_expiring"
    called = _("A certificate ends soon")
    urgency = Urgency.BY_DAY
    facts = frozenset({"number", "course", "network", "expires_on"})
    says = CertificateReady.says | {"end": _("the last day on which it is valid")}
    needed = frozenset({"number", "end"})
    action = _("See your certificate")

    def entry(self, notice: Notice) -> str:
        return reverse("certificates:certificate", args=[notice.facts["number"]])

    def words(self, facts: Facts, *, zone: str) -> dict[str, str]:
        names = {name: str(facts[name]) for name in ("number", "course", "network")}
        return names | {"end": say_date(str(facts["expires_on"]))}

    def is_stale(self, notice: Notice, *, now: datetime) -> bool:
        valid = Certificate.all_objects.filter(number=notice.facts["number"], state=CertificateState.VALID)
        return not valid.filter(expires_at__gt=now).exists()
