from __future__ import annotations

from datetime import datetime
from typing import Self

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import models
from django.utils.translation import gettext as _

from cms.people.models.user import User


class SignInQuerySet(models.QuerySet):
    def open_of(self, user: User, *, now: datetime) -> Self:
        """Those that still let in, the last seen first."""
        return self.filter(user=user, session__expire_date__gt=now).order_by("-seen_at", "-pk")


class SignIn(models.Model):
    """A browser in which somebody is signed in; gone with its session.

    Of what the browser says of itself only the two names are kept, and no network address.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="sign_ins")
    session = models.OneToOneField(Session, on_delete=models.CASCADE, related_name="sign_in")
    browser = models.CharField(max_length=40, blank=True)
    system = models.CharField(max_length=40, blank=True)
    since = models.DateTimeField()
    seen_at = models.DateTimeField()

    objects = SignInQuerySet.as_manager()

    def __str__(self) -> str:
        return self.device

    @property
    def device(self) -> str:
        """“Firefox on Windows”, in the active language."""
        names = {"browser": self.browser, "system": self.system}
        if self.browser and self.system:
            return _("%(browser)s on %(system)s") % names
        if self.system:
            return _("A browser on %(system)s") % names
        return self.browser or _("A browser that does not say its name")
