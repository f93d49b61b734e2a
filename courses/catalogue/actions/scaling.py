"""The sizes and formats of pictures: asked for at publication, made by a task, found again by the sweep."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField
from django.db.models.functions import Cast
from PIL.Image import DecompressionBombError
from wagtail.images import get_image_model
from wagtail.images.models import Filter
from wagtail.models import ReferenceIndex

from cms.core.enums import JobState
from cms.core.jobs import GiveUp
from courses.catalogue.models import LessonPage, Scaling
from courses.catalogue.pictures import RECIPE, missing_of

logger = logging.getLogger(__name__)

BATCH = 200


def want_scaled(images: Iterable[int], *, now: datetime) -> list[int]:
    """A row for each picture that has none, in the caller's transaction; the ids of those that wait."""
    wanted = set(images)
    there = get_image_model().objects.filter(pk__in=wanted, scaling__isnull=True).order_by("pk")
    rows = [Scaling(image=image, due_at=now) for image in there]
    Scaling.objects.bulk_create(rows, ignore_conflicts=True)
    return list(Scaling.objects.filter(image__in=wanted, state=JobState.WAITING).values_list("pk", flat=True))


def scale(row: Scaling) -> dict[str, Any]:
    """The act of a row: makes what is missing, so that doing it twice makes nothing twice."""
    missing = missing_of(row.image)
    try:
        for spec in missing:
            make_rendition(row.image, spec)
    except (OSError, ValueError, SyntaxError, DecompressionBombError) as problem:
        raise GiveUp(f"The picture can't be read: {problem}") from problem
    logger.info(
        "Picture scaled", extra={"event": "picture.scaled", "image": row.image_id, "made": len(missing)}
    )
    return {"recipe": RECIPE}


def make_rendition(image: Any, spec: str) -> None:
    """As Wagtail's `create_rendition`, which leaves the file open that it writes from."""
    recipe = Filter(spec=spec)
    with image.generate_rendition_file(recipe) as content:
        image.renditions.get_or_create(
            filter_spec=spec, focal_point_key=recipe.get_cache_key(image), defaults={"file": content}
        )


def find_unscaled(now: datetime) -> int:
    """A row for each picture of a lesson that has none, and those that are outdated due again; how many."""
    shown = ReferenceIndex.objects.filter(
        content_type=ContentType.objects.get_for_model(LessonPage),
        to_content_type=ContentType.objects.get_for_model(get_image_model()),
    ).values("to_object_id")
    unscaled = list(
        get_image_model()
        .objects.filter(scaling__isnull=True)
        .annotate(key=Cast("pk", CharField()))
        .filter(key__in=shown)
        .values_list("pk", flat=True)[:BATCH]
    )
    want_scaled(unscaled, now=now)
    again = Scaling.objects.outdated(RECIPE).update(state=JobState.WAITING, due_at=now, tries=0, deaths=0)
    return len(unscaled) + again
