"""Publishing a course keeps a page of it in every language."""

from __future__ import annotations

from typing import Any

from django.dispatch import receiver
from wagtail.signals import page_published

from courses.catalogue.actions import keep_aliases
from courses.catalogue.models import CoursePage


@receiver(page_published, sender=CoursePage)
def show_in_every_language(sender: type[CoursePage], instance: CoursePage, **kwargs: Any) -> None:
    if instance.is_source and instance.alias_of_id is None:
        keep_aliases(instance)
