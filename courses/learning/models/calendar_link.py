from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from cms.invitations.tokens import hash_of, token_of

SALT = "courses.learning.calendar_link"


class CalendarLinkQuerySet(models.QuerySet):
    def opened_by(self, token: str) -> Self:
        """The link of this token, unless it has ended or the account is closed."""
        return self.filter(token_hash=hash_of(token), user__is_active=True)


class CalendarLink(models.Model):
    """The private address of a person's calendar. Deleting the row, or giving it another seed, ends it at once.

    Only the hash of its secret is stored, as for invitations; the seed lets its owner see it again.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="calendar_link"
    )
    seed = models.CharField(max_length=32)
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(_("made"))

    objects = CalendarLinkQuerySet.as_manager()

    def __str__(self) -> str:
        return f"calendar of {self.user_id}"

    @property
    def token(self) -> str:
        """Empty where the site's key has changed since: the link that was given out is dead."""
        token = token_of(self.seed, salt=SALT)
        return token if hash_of(token) == self.token_hash else ""
