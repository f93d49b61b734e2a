from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class MutedKind(models.Model):
    """That somebody does not want to be written to about one kind of thing; only what is optional obeys."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="muted_kinds")
    kind = models.CharField(_("kind of notice"), max_length=40)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "kind"], name="notices_mutedkind_once")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.kind}"
