"""Certificates that are valid for a time: their holders are told before it is over."""

from __future__ import annotations

import datetime as dt

from cms.core.sweep import each_due
from cms.notices.actions import write_notice

from .models import Certificate
from .notices import CertificateExpiring
from .statement import in_language

TOLD_AHEAD = dt.timedelta(days=30)


def warn_of_expiry(now: dt.datetime) -> int:
    """Sweep step: tells each holder once, a month before the end."""
    due = Certificate.all_objects.expiring_before(now + TOLD_AHEAD, now=now)
    return each_due(due.order_by("expires_at", "pk"), lambda certificate: _warn(certificate, now))


def _warn(certificate: Certificate, now: dt.datetime) -> bool:
    holder, stated = certificate.enrolment.user, certificate.stated
    assert stated is not None
    assert certificate.expires_at is not None
    certificate.expiry_told_at = now
    certificate.save(update_fields=["expiry_told_at"])
    write_notice(
        holder,
        kind=CertificateExpiring.key,
        subject=f"certificate:{certificate.pk}",
        facts={
            "course": in_language(stated.course.title, holder.language),
            "network": in_language(stated.host.short_name, holder.language),
            "number": certificate.number,
            "expires_on": certificate.expires_at.astimezone(dt.UTC).date().isoformat(),
        },
        network=certificate.enrolment.cohort.network,
        due=now,
        now=now,
    )
    return True
