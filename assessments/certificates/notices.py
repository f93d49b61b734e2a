"""What is told of a certificate."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cms.notices.actions import write_notice
from cms.notices.enums import Urgency
from cms.notices.kinds import Facts, Kind
from cms.notices.models import Notice
from cms.people.models import User


class CertificateReady(Kind):
    key = "certificate_ready"
    urgency = Urgency.AT_ONCE
    facts = frozenset({"number", "title"})
    action = _("See your certificate")

    def entry(self, notice: Notice) -> str:
        return reverse("certificates:certificate", args=[notice.facts["number"]])

    def words(self, facts: Facts, *, zone: str) -> dict[str, str]:
        return {"number": str(facts["number"]), "title": str(facts["title"])}


def tell_certificate_ready(recipient: User, *, number: str, title: str, now: datetime) -> Notice | None:
    """In the transaction that issues the certificate; `title` is what was awarded, in the recipient's language."""
    return write_notice(
        recipient,
        kind=CertificateReady.key,
        subject=f"certificate:{number}",
        facts={"number": number, "title": title},
        due=now,
        now=now,
    )
