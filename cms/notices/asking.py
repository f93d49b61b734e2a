"""Who asked for long work is told when it has ended, however it did."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from django.apps import apps
from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cms.core.enums import JobState
from cms.core.sweep import each_due
from cms.networks.enums import ADMIN_ROLES
from cms.notices.actions import write_notice
from cms.notices.kinds import Facts, Kind
from cms.notices.models import AskedFor, Notice


class WorkEnded(Kind):
    key = "work_ended"
    optional = gettext_lazy("Work that you had asked for has ended")
    told_to = ADMIN_ROLES
    facts = frozenset({"what", "state", "handled", "total", "reason", "path"})
    action = gettext_lazy("See what came of it")

    def entry(self, notice: Notice) -> str:
        return str(notice.facts["path"])

    def words(self, facts: Facts, *, zone: str) -> dict[str, str]:
        done = _("%(handled)s of %(total)s are done.") % facts if facts["total"] is not None else ""
        return {
            "what": str(facts["what"]),
            "end": str(JobState(str(facts["state"])).label),
            "done": done,
            "reason": _(str(facts["reason"])) if facts["reason"] else "",
        }


def asked_models() -> list[type[AskedFor]]:
    return [model for model in apps.get_models() if issubclass(model, AskedFor)]


def tell_who_asked(now: datetime) -> int:
    """Sweep step; how many were told."""
    return sum(
        each_due(model.objects.untold().with_subjects().order_by("due_at", "pk"), partial(_tell, now=now))
        for model in asked_models()
    )


def _in_english(work: AskedFor) -> str:
    """As jobs keep their reasons, so that each reader gets it in their own language."""
    with translation.override(settings.LANGUAGE_CODE):
        return work.reason


def _tell(work: AskedFor, *, now: datetime) -> bool:
    work.told_at = now
    work.save(update_fields=["told_at"])
    write_notice(
        getattr(work, work.asker),
        kind=WorkEnded.key,
        subject=f"{work.label}:{work.pk}",
        occasion=now.isoformat(),
        facts={
            "what": " · ".join(work.about),
            "state": work.state,
            "handled": work.handled,
            "total": work.total,
            "reason": _in_english(work),
            "path": work.page,
        },
        due=now,
        now=now,
    )
    return True
