"""What is told of a certificate."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cms.notices.enums import Urgency
from cms.notices.kinds import Kind
from cms.notices.models import Notice


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
