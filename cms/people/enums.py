from __future__ import annotations

from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _


class ProfessionalRole(models.TextChoices):
    JUDGE = "judge", _("Judge")
    PROSECUTOR = "prosecutor", _("Prosecutor")
    CENTRAL_AUTHORITY = "central_authority", _("Central-authority officer")
    CONTACT_POINT = "contact_point", _("Contact point")
    LIAISON_MAGISTRATE = "liaison_magistrate", _("Liaison magistrate")
    INVESTIGATOR = "investigator", _("Investigator")
    OTHER = "other", _("Other")


class ZoneSource(models.TextChoices):
    """How the time zone of an account is known; empty where it is not."""

    GUESSED = "guessed", _("guessed from the browser")
    SAID = "said", _("said by the person")


class Document(models.TextChoices):
    """What people are asked to read."""

    PRIVACY = "privacy", _("How your data is used")


class AddressChangeState(models.TextChoices):
    WAITING = "waiting", _("waiting")
    DONE = "done", _("done")
    STOPPED = "stopped", _("stopped")


class Mailbox(StrEnum):
    """The two that must agree to a change of address."""

    OLD = "old"
    NEW = "new"


class ChangeStanding(StrEnum):
    """What somebody with a link from one of the two mailboxes finds."""

    OPEN = "open"  # this mailbox has not agreed yet
    AGREED = "agreed"  # the other has not
    TAKEN = "taken"  # by another account, meanwhile
    EXPIRED = "expired"
    DONE = "done"
    STOPPED = "stopped"


class AccessKind(models.TextChoices):
    """How somebody came to another's personal data."""

    VIEW = "view", _("looked at it")
    VIEW_AS = "view_as", _("saw the pages as this person sees them")
    EXPORT = "export", _("took it along in a file")
