from __future__ import annotations

import logging
from datetime import datetime

from cms.people.models import User
from courses.cohorts.likeness import Pair, in_order
from courses.cohorts.models import DistinctPeople
from courses.cohorts.permissions import refuse_unless_organiser

logger = logging.getLogger(__name__)


def tell_apart(pair: Pair, *, by: User, now: datetime) -> None:
    """From now on the two, of one cohort, are not offered as one person any more."""
    cohort = pair[0].cohort
    refuse_unless_organiser(cohort, by)
    one, other = in_order(pair)
    DistinctPeople.all_objects.get_or_create(
        cohort=cohort, one_id=one, other_id=other, defaults={"said_by": by, "said_at": now}
    )
    logger.info("People told apart", extra={"event": "people.told_apart", "cohort": cohort.pk, "by": by.pk})
