"""Modules whose day of review has come, told to who writes for the network."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cms.core.saying import say_date
from cms.core.sweep import claim_once_in
from cms.networks.enums import WRITING_ROLES
from cms.notices.actions import write_notices
from cms.notices.kinds import Facts, Kind
from cms.notices.models import Notice
from cms.people.models import User
from courses.catalogue.models import ModulePage
from courses.catalogue.models.tree import owning_network

HOUR = timedelta(hours=1)


class ReviewDue(Kind):
    """Told once of each day that a module names."""

    key = "review_due"
    optional = _("The day has come by which a module of your network is to be reviewed")
    told_to = WRITING_ROLES
    facts = frozenset({"page", "module", "network", "day"})
    says = {
        "module": _("the module"),
        "network": _("the network that owns it"),
        "day": _("the day by which it is to be reviewed"),
    }
    needed = frozenset({"module"})
    action = _("Open the module")

    def entry(self, notice: Notice) -> str:
        return reverse("wagtailadmin_pages:edit", args=[notice.facts["page"]])

    def words(self, facts: Facts, *, zone: str) -> dict[str, str]:
        return {
            "module": str(facts["module"]),
            "network": str(facts["network"]),
            "day": say_date(str(facts["day"])),
        }

    def is_stale(self, notice: Notice, *, now: datetime) -> bool:
        """A later day was set, or the module is gone."""
        return not _due_at(now).filter(pk=notice.facts["page"], review_by=notice.facts["day"]).exists()


def tell_of_reviews(now: datetime) -> int:
    """Sweep step, once an hour, by the days of UTC; how many were told."""
    if not claim_once_in(HOUR, name="review", now=now):
        return 0
    due = {subject_of(module): module for module in _due_at(now).order_by("review_by", "pk")}
    told = set(Notice.objects.filter(kind=ReviewDue.key, subject__in=due).values_list("subject", "occasion"))
    untold = (module for subject, module in due.items() if (subject, _occasion(module)) not in told)
    return sum(_tell(module, now=now) for module in untold)


def subject_of(module: ModulePage) -> str:
    return f"module:{module.translation_key}"


def _occasion(module: ModulePage) -> str:
    return module.review_by.isoformat() if module.review_by else ""


def _due_at(now: datetime) -> QuerySet[ModulePage]:
    return ModulePage.objects.source().live().filter(review_by__lte=now.date())


def _tell(module: ModulePage, *, now: datetime) -> int:
    network = owning_network(module)
    writers = User.objects.filter(memberships__network=network, memberships__role__in=WRITING_ROLES)
    with transaction.atomic():
        return write_notices(
            writers.distinct(),
            kind=ReviewDue.key,
            subject=subject_of(module),
            occasion=_occasion(module),
            facts=lambda language: {
                "page": module.pk,
                "module": module.title,
                "network": network.name,
                "day": _occasion(module),
            },
            network=network,
            due=now,
            now=now,
        )
