"""A published course has a page in every language, a deleted one in none; publishing a lesson asks for its pictures."""

from __future__ import annotations

from typing import Any

from django.db.models.signals import pre_delete
from django.dispatch import receiver
from django.utils import timezone
from wagtail.signals import page_published

from cms.core.jobs import hurry
from courses.catalogue.actions import keep_aliases
from courses.catalogue.actions.scaling import want_scaled
from courses.catalogue.models import CoursePage, LessonPage
from courses.catalogue.offered import pictures_in
from courses.catalogue.tasks import scale_picture


@receiver(page_published, sender=CoursePage)
def show_in_every_language(sender: type[CoursePage], instance: CoursePage, **kwargs: Any) -> None:
    if instance.is_source and instance.alias_of_id is None:
        keep_aliases(instance)


@receiver(pre_delete, sender=CoursePage)
def take_texts_along(sender: type[CoursePage], instance: CoursePage, **kwargs: Any) -> None:
    """Aliases and translations have no structure of their own: without their source they are no course."""
    if instance.is_source and instance.alias_of_id is None:
        for text in instance.get_translations():
            text.delete()


@receiver(page_published, sender=LessonPage)
def want_pictures(sender: type[LessonPage], instance: LessonPage, **kwargs: Any) -> None:
    """In the transaction of the publication; the sweep finds what a broker that is away does not hear."""
    for pk in want_scaled(pictures_in(instance.body.raw_data), now=timezone.now()):
        hurry(scale_picture, pk)
