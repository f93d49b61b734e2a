from __future__ import annotations

from collections.abc import Iterable
from typing import Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _
from wagtail.images import get_image_model, get_image_model_string

from cms.core.enums import SETTLED_STATES, JobState
from cms.core.models import JobQuerySet, JobRow
from courses.catalogue.pictures import DRAWING, SIZED


class ScalingQuerySet(JobQuerySet):
    def outdated(self, recipe: str) -> Self:
        """Done by another recipe, or done and its renditions are gone."""
        renditions = get_image_model().get_rendition_model().objects.filter(image=OuterRef("image"))
        # The admin makes others for itself.
        there = renditions.filter(Q(filter_spec=DRAWING) | Q(filter_spec__startswith=SIZED))
        return self.filter(~Q(recipe=recipe) | ~Exists(there), state=JobState.DONE)


class Scaling(JobRow):
    """The making of one picture's sizes and formats; `recipe` is what it was last made by."""

    called = _("Sizes of pictures")
    subject_paths = ("image",)

    image = models.OneToOneField(get_image_model_string(), on_delete=models.CASCADE, related_name="scaling")
    recipe = models.CharField(max_length=60, blank=True, editable=False)

    objects = ScalingQuerySet.as_manager()

    # Otherwise each picture would say in the admin that this row uses it.
    wagtail_reference_index_ignore = True

    class Meta(JobRow.Meta):
        abstract = False

    def __str__(self) -> str:
        return f"{self.image_id} {self.state}"

    @property
    def about(self) -> tuple[str, ...]:
        return (self.image.title,)


def unsettled(images: Iterable[int]) -> models.QuerySet:
    """Of these pictures, those that will soon be there in other sizes than now."""
    pictures = get_image_model().objects.filter(pk__in=images)
    return pictures.exclude(scaling__state__in=SETTLED_STATES)
