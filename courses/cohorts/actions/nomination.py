from __future__ import annotations

import logging
from datetime import date, datetime

from django.db import transaction
from django.db.models import Exists, Max, OuterRef, Q
from django.utils.translation import gettext as _

from cms.core.errors import NotAllowed, Refusal
from cms.core.locking import locked
from cms.core.saying import say_date
from cms.core.sweep import each_due
from cms.invitations.accounts import normal
from cms.invitations.actions import invite, take_back
from cms.invitations.models import Invitation
from cms.people.models import User
from courses.cohorts.actions.invitation import addresses_with_a_seat, invite_to_seat
from courses.cohorts.enums import ENDED_STATES, CohortState, NomineeState
from courses.cohorts.invitation_terms import nomination_terms
from courses.cohorts.models import Cohort, Nominee, SendingAuthority
from courses.cohorts.nomination_gift import NominationGift
from courses.cohorts.nomination_notices import tell_of_answer, tell_of_asking_taken_back, tell_of_end
from courses.cohorts.permissions import refuse_unless_organiser

logger = logging.getLogger(__name__)


def ask_to_nominate(
    cohort: Cohort,
    *,
    name: str,
    email: str,
    language: str,
    most: int,
    closes_on: date,
    by: User,
    now: datetime,
) -> SendingAuthority:
    """Writes the authority and its letter.

    Refusal with code `asked` (the address was), `late` (nobody could be invited after that day), or as the gift has
    them.
    """
    refuse_unless_organiser(cohort, by)
    with transaction.atomic():
        cohort = locked(Cohort.all_objects.select_related("network").filter(pk=cohort.pk)).get()
        if closes_on >= cohort.enrolment_closes_on:
            raise Refusal(
                _("Enrolment closes on %(day)s, and nobody can be selected after it. Choose an earlier day.")
                % {"day": say_date(cohort.enrolment_closes_on)},
                code="late",
            )
        authority, new = SendingAuthority.all_objects.get_or_create(
            cohort=cohort,
            email=normal(email),
            defaults={
                "name": name,
                "most": most,
                "closes_on": closes_on,
                "asked_by": by,
                "asked_at": now,
            },
        )
        if not new:
            raise Refusal(_("This address was asked already. It stands in the list below."), code="asked")
        invite(
            cohort.network,
            email=authority.email,
            gift=NominationGift.key,
            subject=str(authority.pk),
            terms=nomination_terms(authority),
            language=language,
            by=by,
            now=now,
        )
    _log("nomination.asked", authority, by)
    return authority


def take_back_asking(authority: SendingAuthority, *, by: User, now: datetime) -> None:
    """Its open letter is void, its list goes, and who makes it is told. Refusal `selected` once one of its people was.

    The letters are locked first, as by whoever accepts one.
    """
    refuse_unless_organiser(authority.cohort, by)
    with transaction.atomic():
        # The letters first, as whoever takes one up: two orders would wait for each other.
        found = Invitation.all_objects.open().filter(gift=NominationGift.key, subject=str(authority.pk))
        letters = list(locked(found.filter(network=authority.cohort.network).order_by("pk")))
        authority = _locked(authority)
        if authority.nominees.filter(state=NomineeState.SELECTED).exists():
            raise Refusal(
                _("People of this authority are selected already, so its list stays."), code="selected"
            )
        for invitation in letters:
            take_back(invitation, by=by, now=now)
        tell_of_asking_taken_back(authority, now=now)
        _log("nomination.taken_back", authority, by)
        authority.delete()


def propose(
    authority: SendingAuthority,
    *,
    email: str,
    name: str,
    country: str | None,
    role: str,
    note: str,
    by: User,
    now: datetime,
) -> Nominee:
    """The last in order. Refusal with code `over`, `many` or `proposed` (already); NotAllowed for anybody else."""
    with transaction.atomic():
        authority = _open(authority, by=by, now=now)
        present = authority.nominees.all()
        if present.count() >= authority.most:
            raise Refusal(
                _("You were asked for %(most)d people at most. Take somebody out first.")
                % {"most": authority.most},
                code="many",
            )
        if present.filter(email=normal(email)).exists():
            raise Refusal(_("You have proposed this address already."), code="proposed")
        last = present.aggregate(last=Max("position"))["last"] or 0
        return Nominee.all_objects.create(
            authority=authority,
            position=last + 1,
            email=normal(email),
            name=name,
            country_id=country or None,
            role=role,
            note=note,
        )


def withdraw_nominee(nominee: Nominee, *, by: User, now: datetime) -> None:
    """Refusal with code `over`, or `answered` once there is an answer."""
    with transaction.atomic():
        authority = _open(nominee.authority, by=by, now=now)
        _unanswered(authority, nominee).delete()


def move_up(nominee: Nominee, *, by: User, now: datetime) -> None:
    """Before the one that stands before it; the first stays. Refusal with code `over` or `answered`."""
    with transaction.atomic():
        authority = _open(nominee.authority, by=by, now=now)
        _unanswered(authority, nominee)
        line = list(authority.nominees.in_order())
        place = line.index(nominee)
        if place:
            line[place - 1], line[place] = line[place], line[place - 1]
        for position, each in enumerate(line, start=1):
            each.position = position
        Nominee.all_objects.bulk_update(line, ["position"])


def select(nominee: Nominee, *, by: User, now: datetime) -> Nominee:
    """Invites them to a seat, and tells who proposed them; who was selected stays so.

    NotAllowed unless `by` runs the host's cohorts; Refusal as `invite_to_seat` has them.
    """
    return _answer(nominee, state=NomineeState.SELECTED, answer="", by=by, now=now)


def decline(nominee: Nominee, *, reason: str, by: User, now: datetime) -> Nominee:
    """Tells who proposed them, with the reason. Refusal with code `selected` or `no_reason`."""
    if not reason.strip():
        raise Refusal(_("Say why, in a sentence that the authority can read."), code="no_reason")
    return _answer(nominee, state=NomineeState.NOT_SELECTED, answer=reason.strip(), by=by, now=now)


def _answer(nominee: Nominee, *, state: NomineeState, answer: str, by: User, now: datetime) -> Nominee:
    refuse_unless_organiser(nominee.authority.cohort, by)
    with transaction.atomic():
        authority = _locked(nominee.authority)
        nominee = authority.nominees.get(pk=nominee.pk)
        if nominee.state == NomineeState.SELECTED:
            if state == NomineeState.SELECTED:
                return nominee
            raise Refusal(_("This person was invited already."), code="selected")
        if (nominee.state, nominee.answer) == (state, answer) and nominee.answered_by_id is not None:
            return nominee
        if state == NomineeState.SELECTED:
            _invite(authority.cohort, nominee, by=by, now=now)
        nominee.state, nominee.answer = state, answer
        nominee.answered_by, nominee.answered_at = by, now
        nominee.save()
        tell_of_answer(nominee, now=now)
    logger.info(
        "Nominee answered",
        extra={"event": f"nominee.{state.value}", "nominee": nominee.pk, "by": by.pk},
    )
    return nominee


def settle_unanswered(now: datetime) -> int:
    """Sweep step: who has no answer when nobody can be selected any more is not selected; the authority is told once."""
    proposed = Nominee.all_objects.filter(authority=OuterRef("pk"), state=NomineeState.PROPOSED)
    over = SendingAuthority.all_objects.select_related("cohort__network", "nominator").filter(
        Q(cohort__enrolment_closes_at__lte=now) | Q(cohort__state__in=ENDED_STATES), Exists(proposed)
    )
    return each_due(over.order_by("pk"), lambda authority: _settle(authority, now))


def _settle(authority: SendingAuthority, now: datetime) -> bool:
    """Without anybody who answered, by which such an answer is known."""
    unanswered = list(authority.nominees.in_order().filter(state=NomineeState.PROPOSED))
    Nominee.all_objects.filter(pk__in=[each.pk for each in unanswered]).update(
        state=NomineeState.NOT_SELECTED, answered_at=now
    )
    # Of a cancelled cohort they have been told as it was cancelled.
    if authority.cohort.state != CohortState.CANCELLED:
        tell_of_end(authority, people=[each.name for each in unanswered], now=now)
    logger.info("Nominations", extra={"event": "nomination.settled", "authority": authority.pk})
    return True


def _invite(cohort: Cohort, nominee: Nominee, *, by: User, now: datetime) -> None:
    """In the first language of the cohort in which letters are written; who has a seat gets none."""
    if addresses_with_a_seat(cohort, [nominee.email]):
        return
    person = {"name": nominee.name, "country": nominee.country_id or "", "role": nominee.role}
    language = next(iter(cohort.languages), "en")
    invite_to_seat(cohort, email=nominee.email, person=person, language=language, by=by, now=now)


def _locked(authority: SendingAuthority) -> SendingAuthority:
    found = SendingAuthority.all_objects.select_related("cohort__network").filter(pk=authority.pk)
    return locked(found).get()


def _open(authority: SendingAuthority, *, by: User, now: datetime) -> SendingAuthority:
    authority = _locked(authority)
    if authority.nominator_id != by.pk:
        raise NotAllowed(_("Only who was asked for this authority proposes its people."), code="not_allowed")
    if not authority.is_open_at(now):
        raise Refusal(
            _("The time to propose people is over. Write to the host if something has changed."), code="over"
        )
    return authority


def _unanswered(authority: SendingAuthority, nominee: Nominee) -> Nominee:
    found = authority.nominees.get(pk=nominee.pk)
    if found.state != NomineeState.PROPOSED:
        raise Refusal(_("There is an answer already, so this person stays where they are."), code="answered")
    return found


def _log(event: str, authority: SendingAuthority, by: User) -> None:
    extra = {"event": event, "authority": authority.pk, "cohort": authority.cohort_id, "by": by.pk}
    logger.info("Nominations", extra=extra)
