from __future__ import annotations

import logging
from datetime import datetime
from functools import partial

from django.db import transaction
from django.utils.translation import gettext as _

from cms.core.errors import NotAllowed, Refusal
from cms.core.locking import locked
from cms.people.actions.sign_in import end_other_sign_ins
from cms.people.letters import send_letter
from cms.people.models import User
from cms.people.permissions import may_erase
from cms.people.records import records

logger = logging.getLogger(__name__)

BLANK = {
    "display_name": "",
    "certificate_name": "",
    "time_zone": "UTC",
    "zone_source": "",
    "country": None,
    "role": "",
    "legal_system": "",
    "data_saver": False,
    "is_active": False,
}


def hindrances(person: User) -> list[str]:
    """Why the person can't be erased yet, each with what to do first."""
    found = (
        [_("You belong to central staff. Ask another of them to end that first.")]
        if person.is_superuser
        else []
    )
    return found + [str(reason) for each in records() if (reason := each.hindrance(person))]


def erase_person(person: User, *, by: User, now: datetime) -> None:
    """Blanks the person for good and drops what need not stay; what others rely on stays and names nobody.

    Every room's slice first, in the order of PERSONAL_DATA, then the row itself, in one transaction.
    On commit: all sign-ins end, and one last letter goes to the address that was theirs. Erasing again
    changes nothing. NotAllowed unless `by` is the person or central staff; Refusal `hindered`.
    """
    if not may_erase(by, person):
        raise NotAllowed(_("Only the person and central staff erase an account."), code="not_allowed")
    with transaction.atomic():
        person = locked(User.objects.filter(pk=person.pk)).get()
        if person.erased_at is not None:
            return
        if reasons := hindrances(person):
            raise Refusal(" ".join(reasons), code="hindered")
        letter = partial(send_letter, "account/email/erased", to=person.email, language=person.language)
        for each in records():
            each.erase(person, now=now)
        _blank(person, now=now)
        transaction.on_commit(partial(end_other_sign_ins, person, keep=None))
        transaction.on_commit(letter)
    logger.info("A person was erased", extra={"event": "person.erased", "user": person.pk, "by": by.pk})


def _blank(person: User, *, now: datetime) -> None:
    for name, value in BLANK.items():
        setattr(person, name, value)
    person.email = f"erased-{person.pk}@erased.invalid"
    person.set_unusable_password()
    person.last_login = None
    person.erased_at = now
    person.save()
    person.groups.clear()
    person.user_permissions.clear()
