"""What workers do of the mail, done at once."""

from __future__ import annotations

from datetime import datetime

import time_machine

from cms.notices import tasks
from cms.notices.digests import gather_digests
from cms.notices.models import Digest, Notice


def deliver_due(at: datetime) -> None:
    """Sends every notice that is due at this moment, the daily e-mails too."""
    with time_machine.travel(at, tick=False):
        gather_digests(at)
        for pk in list(Notice.objects.claimable_at(at).order_by("due_at", "pk").values_list("pk", flat=True)):
            tasks.deliver(pk)
        for pk in list(Digest.objects.claimable_at(at).order_by("pk").values_list("pk", flat=True)):
            tasks.deliver_digest(pk)
