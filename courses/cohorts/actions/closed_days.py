from __future__ import annotations

import logging
from datetime import date

from django.utils.translation import gettext as _

from cms.core.errors import NotAllowed
from cms.networks.models import Network
from cms.networks.permissions import may_run_cohorts
from cms.people.models import User
from courses.cohorts.models import ClosedDays

logger = logging.getLogger(__name__)


def close_days(network: Network, *, name: str, starts: date, ends: date, by: User) -> ClosedDays:
    """NotAllowed unless `by` runs the network's cohorts; ValidationError where the last day lies before the first."""
    _refuse_unless_organiser(network, by)
    closed = ClosedDays(network=network, name=name, starts=starts, ends=ends)
    closed.full_clean()
    closed.save()
    logger.info("Days closed", extra={"event": "days.closed", "network": network.pk, "by": by.pk})
    return closed


def open_days(closed: ClosedDays, *, by: User) -> None:
    """Takes the entry away. NotAllowed as for `close_days`."""
    _refuse_unless_organiser(closed.network, by)
    closed.delete()
    logger.info("Days opened", extra={"event": "days.opened", "network": closed.network_id, "by": by.pk})


def _refuse_unless_organiser(network: Network, by: User) -> None:
    if not may_run_cohorts(by, network):
        raise NotAllowed(_("Only organisers of a network say when it is closed."), code="not_allowed")
