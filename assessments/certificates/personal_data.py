from __future__ import annotations

from datetime import datetime
from functools import partial

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from assessments.certificates.models import Certificate, Rendering
from assessments.certificates.storage import private_files
from cms.core.enums import JobState
from cms.people.models import User
from cms.people.records import PersonalRecords


class Certificates(PersonalRecords):
    """Number, state and hash stay, so that whoever holds the paper still gets an answer."""

    model = Certificate
    title = _("Your certificates")
    purpose = _("So that whoever is shown one can check that it is genuine.")
    kept = _(
        "Until your account is erased; then name, text and file go, and only the number and whether it is valid stay."
    )
    of_person = ("enrolment__user",)
    fields = ("number", "state", "issued_at", "expires_at", "statement", "pdf")

    @classmethod
    def erase(cls, user: User, *, now: datetime) -> None:
        """The files go once the transaction has been committed."""
        own = cls.rows(user)
        for name in own.exclude(pdf="").values_list("pdf", flat=True):
            transaction.on_commit(partial(private_files().delete, name))
        waiting = Rendering.objects.filter(certificate__in=own, state=JobState.WAITING)
        waiting.update(state=JobState.CANCELLED, lease_until=None)
        own.update(statement=None, pdf="")
