from __future__ import annotations

from django.contrib.auth.models import AnonymousUser

from cms.networks.permissions import may_see_cohorts
from cms.people.models import User

from .models import Certificate


def may_download(user: User | AnonymousUser, certificate: Certificate) -> bool:
    """Its holder, and whoever may see cohorts in the network that hosted it."""
    if not user.is_authenticated or not user.is_active:
        return False
    return certificate.enrolment.user_id == user.pk or may_see_cohorts(
        user, certificate.enrolment.cohort.network
    )
