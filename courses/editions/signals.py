"""Publishing a module in its source language makes an edition."""

from __future__ import annotations

from typing import Any

from django.dispatch import receiver
from django.utils import timezone
from wagtail.models import Revision
from wagtail.signals import page_published

from courses.catalogue.models import ModulePage
from courses.editions.actions import add_translations, publish_edition


@receiver(page_published, sender=ModulePage)
def make_edition(
    sender: type[ModulePage],
    instance: ModulePage,
    revision: Revision | None = None,
    **kwargs: Any,
) -> None:
    """Called inside the publication itself: an edition that can't be made stops it."""
    if instance.alias_of_id is not None or not instance.source_page().live:
        return
    if not instance.is_source:
        add_translations(instance)
        return
    publish_edition(instance, by=revision.user if revision else None, now=timezone.now())
