"""Pages that wait to be published, told each Monday to who publishes them."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, get_page_models

from cms.core.sweep import claim_once_in
from cms.networks.enums import Role
from cms.networks.models import Network, in_language
from cms.notices.actions import write_notices
from cms.notices.kinds import Kind
from cms.notices.models import Notice
from cms.pages.drafts import DRAFTS
from cms.pages.models import NetworkPage
from cms.people.models import User

HOUR = timedelta(hours=1)
WEEK = timedelta(days=7)
MONDAY = 1
REVIEWING = frozenset({Role.REVIEWER})


class WorkWaiting(Kind):
    """Goes to each who reviews for the network, once a week."""

    key = "work_waiting"
    optional = _("Pages of your network wait to be published, each Monday")
    told_to = REVIEWING
    facts = frozenset({"network", "waiting"})
    says = {"network": _("the network"), "waiting": _("how many pages wait")}
    needed = frozenset({"waiting"})
    action = _("See the pages")

    def entry(self, notice: Notice) -> str:
        return reverse("wagtailadmin_home")

    def is_stale(self, notice: Notice, *, now: datetime) -> bool:
        return notice.created_at <= now - WEEK


def tell_of_drafts(now: datetime) -> int:
    """Sweep step, once an hour on Mondays (UTC); how many were told."""
    if now.isoweekday() != MONDAY or not claim_once_in(HOUR, name="work waiting", now=now):
        return 0
    occasion = now.date().isoformat()
    told = set(
        Notice.objects.filter(kind=WorkWaiting.key, occasion=occasion).values_list("network", flat=True)
    )
    reviewed = Network.objects.filter(memberships__role__in=REVIEWING).exclude(pk__in=told).distinct()
    return sum(_tell(network, occasion=occasion, now=now) for network in reviewed.order_by("pk"))


def _tell(network: Network, *, occasion: str, now: datetime) -> int:
    number = _drafts_of(network)
    if not number:
        return 0
    with transaction.atomic():
        return write_notices(
            User.objects.filter(memberships__network=network, memberships__role__in=REVIEWING).distinct(),
            kind=WorkWaiting.key,
            subject=f"network:{network.pk}",
            occasion=occasion,
            facts=lambda language: {
                "network": in_language(network.full_names or network.names, language),
                "waiting": number,
            },
            network=network,
            due=now,
            now=now,
        )


def _drafts_of(network: Network) -> int:
    """Of the types that reviewers publish, in every language."""
    below = Q(pk__in=[])
    for path in NetworkPage.objects.filter(network=network).values_list("path", flat=True):
        below |= Q(path__startswith=path)
    written = [
        ContentType.objects.get_for_model(model).pk
        for model in get_page_models()
        if getattr(model, "roles_that_write", frozenset()) & REVIEWING
    ]
    return Page.objects.filter(below, DRAFTS, content_type__in=written, alias_of__isnull=True).count()
