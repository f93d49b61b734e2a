from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from cms.core.enums import SETTLED_STATES
from cms.core.locking import locked
from cms.invitations.accounts import normal
from cms.people.models import User
from cms.people.records import PersonalRecords
from courses.cohorts.enums import ASKING_STATES, EnrolmentState
from courses.cohorts.models import (
    Attendance,
    Cohort,
    DistinctPeople,
    Enrolment,
    Extension,
    Group,
    Leave,
    Nominee,
    SeatList,
    SendingAuthority,
)

NOMINEES_KEPT = timedelta(days=180)
FAILED_LISTS_KEPT = timedelta(days=30)


def name_of_list(cohort: Cohort) -> str:
    """What lists of a cohort's people are called where it is kept who saw them."""
    return f"cohort:{cohort.pk}"


class Enrolments(PersonalRecords):
    model = Enrolment
    title = _("Your enrolments")
    purpose = _("So that the host knows who takes part, and can report how many completed.")
    kept = _("As long as the cohort's records; without your name once your account is erased.")
    fields = (
        *("cohort", "state", "language", "asked_at", "application", "answer", "answer_by"),
        *("enrolled_at", "ended_at"),
    )

    @classmethod
    def erase(cls, user: User, *, now: datetime) -> None:
        """A seat, or the wish for one, is given back; what was written goes."""
        own = Enrolment.all_objects.filter(user=user)
        own.update(application=[], answer="")
        held = own.filter(state__in=ASKING_STATES | {EnrolmentState.ACTIVE})
        held.update(state=EnrolmentState.WITHDRAWN, ended_at=now)

    @classmethod
    def seen_about(cls, user: User) -> list[str]:
        cohorts = Cohort.all_objects.filter(enrolments__user=user)
        return [name_of_list(cohort) for cohort in cohorts]


class Attendances(PersonalRecords):
    model = Attendance
    of_person = ("enrolment__user",)
    title = _("Live sessions that you were in")
    purpose = _("So that the host knows who was there.")
    kept = _("As long as the cohort's records; without your name once your account is erased.")
    fields = ("session", "source", "at")


class Leaves(PersonalRecords):
    model = Leave
    of_person = ("enrolment__user",)
    title = _("Leaves of absence that you were granted")
    purpose = _("So that what is due while you are away is due later.")
    kept = _("As long as the cohort's records; without the reason once your account is erased.")
    fields = ("enrolment__cohort", "starts", "ends", "reason", "granted_at")

    @classmethod
    def erase(cls, user: User, *, now: datetime) -> None:
        Leave.all_objects.filter(enrolment__user=user).update(reason="")


class Extensions(PersonalRecords):
    model = Extension
    of_person = ("enrolment__user",)
    title = _("More time that you were given for a module")
    purpose = _("So that the module is due later for you.")
    kept = _("As long as the cohort's records; without the reason once your account is erased.")
    fields = ("enrolment__cohort", "due_on", "reason", "granted_at")

    @classmethod
    def erase(cls, user: User, *, now: datetime) -> None:
        Extension.all_objects.filter(enrolment__user=user).update(reason="")


class Proposals(PersonalRecords):
    model = SendingAuthority
    of_person = ("nominator",)
    title = _("Authorities for which you propose people")
    purpose = _("So that the host knows whose list it is.")
    kept = _("As long as the cohort's records; without your name once your account is erased.")
    fields = ("cohort", "name", "asked_at")

    @classmethod
    def erase(cls, user: User, *, now: datetime) -> None:
        """The host can ask somebody else; where only the letter went to this address, that goes too."""
        named = SendingAuthority.all_objects.filter(Q(nominator=user) | Q(email__iexact=user.email))
        for authority in named:
            authority.email = f"erased-{authority.pk}@erased.invalid"
            if authority.nominator_id == user.pk:
                authority.nominator = None
            authority.save(update_fields=["email", "nominator"])


class Proposed(PersonalRecords):
    """By the address: who is proposed need not have an account."""

    model = Nominee
    of_person = ()
    title = _("Where an authority has proposed you")
    purpose = _("So that the host can select who gets a seat.")
    kept = _("Until half a year after the end of the cohort, or until you erase your account.")
    fields = ("authority__cohort", "authority__name", "name", "role", "note", "state", "answer")

    @classmethod
    def rows(cls, user: User) -> QuerySet[Nominee]:
        return Nominee.all_objects.filter(email=user.email).order_by("pk")

    @classmethod
    def erase(cls, user: User, *, now: datetime) -> None:
        cls.rows(user).delete()

    @classmethod
    def forget(cls, now: datetime) -> int:
        over = Nominee.all_objects.filter(authority__cohort__ends_at__lt=now - NOMINEES_KEPT)
        return over.delete()[0]


class ToldApart(PersonalRecords):
    model = DistinctPeople
    of_person = ("one", "other")
    title = _("That your account and another are those of two people")
    purpose = _("So that nobody asks again whether they are one person’s.")
    kept = _("As long as the cohort's records; without your name once your account is erased.")
    fields = ("cohort", "said_at")


class SeatLists(PersonalRecords):
    model = SeatList
    of_person = ("author",)
    title = _("Files of people that you invited")
    purpose = _("So that the people in them are invited, and you are told when it is done.")
    kept = _(
        "The people in them until all are invited, a month where that fails; that you did it, as long as the cohort's records."
    )
    fields = ("cohort", "file_name", "uploaded_at", "confirmed_at")

    @classmethod
    def erase(cls, user: User, *, now: datetime) -> None:
        """Lines with this address go from every list that still has lines; who is at work on one begins it again."""
        address = normal(user.email)
        for seat_list in locked(SeatList.objects.exclude(rows=[]).order_by("pk")):
            rows = [row for row in seat_list.rows if normal(str(row[1])) != address]
            if len(rows) < len(seat_list.rows):
                # Nobody is written to twice, so that a list may be worked off from its first line again.
                seat_list.rows, seat_list.handled, seat_list.lease_until = rows, 0, None
                seat_list.save(update_fields=["rows", "handled", "lease_until"])

    @classmethod
    def forget(cls, now: datetime) -> int:
        """Lines of lists that were given up or cancelled."""
        over = SeatList.objects.filter(state__in=SETTLED_STATES, due_at__lt=now - FAILED_LISTS_KEPT)
        return over.exclude(rows=[]).update(rows=[])


class GroupsHelped(PersonalRecords):
    model = Group
    title = _("Groups of cohorts that you help")
    purpose = _("So that their trainees know whom to ask.")
    kept = _("Until the organiser names somebody else or you erase your account.")
    of_person = ("facilitator",)
    fields = ("cohort", "name")

    @classmethod
    def erase(cls, user: User, *, now: datetime) -> None:
        Group.all_objects.filter(facilitator=user).update(facilitator=None)


class Facilitating(PersonalRecords):
    model = Cohort.facilitators.through
    title = _("Cohorts that you facilitate")
    purpose = _("So that their trainees know whom to ask.")
    kept = _("Until the organiser names somebody else or you erase your account.")
    fields = ("cohort",)
    deleted_on_erasure = True
