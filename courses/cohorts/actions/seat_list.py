from __future__ import annotations

import logging
from datetime import datetime, timedelta
from functools import partial

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from cms.core.errors import NotAllowed, Refusal
from cms.core.jobs import Continue, GiveUp, PutOff, run_due
from cms.core.locking import locked
from cms.people.models import User
from courses.cohorts.actions.invitation import addresses_with_a_seat, invite_to_seat
from courses.cohorts.likeness import addresses_by_mailbox, mailbox_of
from courses.cohorts.models import Cohort, SeatList
from courses.cohorts.people_files import Judged, judge, read_people
from courses.cohorts.permissions import refuse_unless_offered, refuse_unless_organiser

logger = logging.getLogger(__name__)

BATCH = 50
LISTS_AT_ONCE = 5
KEPT_UNCONFIRMED = timedelta(days=1)
ENOUGH_TODAY = gettext_noop("The invitations of one day are used up; the others go out tomorrow.")


def upload_list(cohort: Cohort, *, data: bytes, file_name: str, by: User, now: datetime) -> SeatList:
    """Keeps what the file says, for `by` to look at; nobody is invited yet.

    NotAllowed unless `by` runs the host's cohorts; Refusal as `read_people` has them, and `not_offered`.
    """
    _must_change(cohort, by)
    rows = read_people(data)
    made = SeatList.objects.create(
        cohort=cohort, author=by, file_name=file_name[-120:], rows=rows, uploaded_at=now, due_at=now
    )
    _log("seat_list.uploaded", made, by=by.pk)
    return made


def confirm_list(seat_list: SeatList, *, by: User, now: datetime) -> SeatList:
    """From now on the sweep invites, a batch at a time; confirming again changes nothing. Refusal `nobody`."""
    with transaction.atomic():
        found = locked(SeatList.objects.select_related("cohort__network").filter(pk=seat_list.pk)).get()
        _must_change(found.cohort, by)
        if found.confirmed_at is not None:
            return found
        if not people_of(found):
            raise Refusal(_("No line of the file is right. Mend it, and upload it again."), code="nobody")
        found.author, found.confirmed_at, found.due_at = by, now, now
        found.save(update_fields=["author", "confirmed_at", "due_at"])
    _log("seat_list.confirmed", found, by=by.pk)
    return found


def people_of(seat_list: SeatList) -> list[Judged]:
    """The lines that are right."""
    return [one for one in judged(seat_list) if not one.problems]


def judged(seat_list: SeatList) -> list[Judged]:
    """Every line; who has a seat, or asks for one, under the address or likely another one, is remarked on. Three queries."""
    spoken = [code for code in seat_list.cohort.languages if code in settings.SWITCHER_LANGUAGES]
    default = next(iter(spoken), settings.LANGUAGE_CODE)
    lines = judge(seat_list.rows, default_language=default)
    seated = addresses_with_a_seat(seat_list.cohort, [one.email for one in lines])
    there = addresses_by_mailbox(seat_list.cohort)
    for one in lines:
        if one.problems:
            continue
        alike = there.get(mailbox_of(one.email), frozenset())
        if one.email in seated:
            one.remarks.append(_("Has a seat already, and is not written to."))
        elif one.email in alike:
            one.remarks.append(
                _("Has asked for a seat already. Whoever is invited gets one without an answer of yours.")
            )
        elif alike:
            one.remarks.append(
                _("Likely the same person as %(email)s, who has a seat or asks for one.")
                % {"email": min(alike)}
            )
    return lines


def invite_lists(now: datetime) -> int:
    """Sweep step: invites the people of confirmed lists, a batch each; lists nobody confirmed go after a day."""
    SeatList.objects.filter(confirmed_at__isnull=True, uploaded_at__lte=now - KEPT_UNCONFIRMED).delete()
    return run_due(SeatList, act=partial(_invite_batch, now=now), now=now, most=LISTS_AT_ONCE)


def _invite_batch(seat_list: SeatList, *, now: datetime) -> dict[str, object]:
    """The next lines; what was invited before is not written to again, so a batch may be done twice."""
    cohort = Cohort.all_objects.select_related("network").get(pk=seat_list.cohort_id)
    people = people_of(seat_list)
    batch = people[seat_list.handled : seat_list.handled + BATCH]
    seated = addresses_with_a_seat(cohort, [one.email for one in batch])
    try:
        for one in batch:
            if one.email not in seated:
                person = {"name": one.name, "country": one.country, "role": one.role}
                invite_to_seat(
                    cohort,
                    email=one.email,
                    person=person,
                    language=one.language,
                    by=seat_list.author,
                    now=now,
                )
    except NotAllowed as refusal:
        raise GiveUp(_in_english(refusal)) from refusal
    except Refusal as refusal:
        if refusal.code == "too_many":
            raise PutOff(ENOUGH_TODAY, until=now + timedelta(hours=6)) from refusal
        raise GiveUp(_in_english(refusal)) from refusal
    handled = seat_list.handled + len(batch)
    if handled < len(people):
        raise Continue(handled=handled, total=len(people))
    return {"handled": handled, "total": handled, "rows": []}


def _in_english(refusal: Refusal) -> str:
    """As jobs keep their reasons."""
    with translation.override(settings.LANGUAGE_CODE):
        return str(refusal)


def _must_change(cohort: Cohort, by: User) -> None:
    refuse_unless_organiser(cohort, by)
    refuse_unless_offered(cohort)


def _log(event: str, seat_list: SeatList, **ids: int) -> None:
    logger.info(
        "List of people",
        extra={"event": event, "seat_list": seat_list.pk, "cohort": seat_list.cohort_id} | ids,
    )
