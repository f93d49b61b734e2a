"""The passages of frozen lessons: made once for each text, by the sweep or by whoever needs them first."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Exists, OuterRef
from django.utils.translation import override
from wagtail.models import Revision

from cms.core.folding import fold
from courses.catalogue.models import LessonPage
from courses.editions.models import EditionText, SyllabusEdition
from courses.learning.enums import PassageKind
from courses.learning.models import Passage

logger = logging.getLogger(__name__)

BATCH = 20
LONGEST_HEADING = 255


def index_passages(now: datetime) -> int:
    """Sweep step: makes the passages of lessons that have come to be taught; how many texts got theirs.

    One that can't be read keeps no other waiting; it is raised at the end.
    """
    lessons = ContentType.objects.get_for_model(LessonPage)
    made = Passage.objects.filter(revision=OuterRef("revision"), position=0)
    taught = SyllabusEdition.objects.filter(edition=OuterRef("step__edition"))
    texts = EditionText.objects.filter(~Exists(made), Exists(taught), revision__content_type=lessons)
    done, problem = 0, None
    for revision_id in set(texts.order_by("pk").values_list("revision_id", flat=True)[:BATCH]):
        try:
            _index(Revision.objects.get(pk=revision_id))
            done += 1
        except Exception as raised:  # each text is a compartment, see above
            logger.exception("Passages not made", extra={"event": "passages.failed", "revision": revision_id})
            problem = raised
    if problem is not None:
        raise problem
    return done


def ensure_passages(revision_ids: Iterable[int]) -> None:
    """One query where all are there; what the sweep has not come by yet is made now."""
    wanted = set(revision_ids)
    made = Passage.objects.filter(revision__in=wanted, position=0).values_list("revision_id", flat=True)
    for revision in Revision.objects.filter(pk__in=missing) if (missing := wanted - set(made)) else ():
        _index(revision)


def passage_at(revision_id: int, block_key: uuid.UUID) -> Passage | None:
    ensure_passages([revision_id])
    return Passage.objects.filter(revision=revision_id, block_key=block_key).first()


def _index(revision: Revision) -> None:
    lesson = revision.as_object()
    with override(lesson.locale.language_code):
        pieces = list(_pieces(lesson))
    passages = [
        Passage(
            revision=revision,
            position=position,
            kind=kind,
            block_key=block_key,
            heading=heading,
            text=text,
            folded=fold(text),
        )
        for position, (kind, block_key, heading, text) in enumerate(pieces)
    ]
    # Two may be at it at once: what both make is the same.
    Passage.objects.bulk_create(passages, ignore_conflicts=True)


def _pieces(lesson: Any) -> Iterator[tuple[PassageKind, uuid.UUID | None, str, str]]:
    """Kind, key of the block, the heading above, and the words without any markup."""
    yield PassageKind.TITLE, None, "", lesson.title
    yield PassageKind.TEXT, None, "", lesson.summary
    heading = ""
    for block in lesson.body:
        text = " ".join(" ".join(_words(block)).split())
        kind = PassageKind.HEADING if block.block_type == "heading" else PassageKind.TEXT
        heading = text[:LONGEST_HEADING] if kind == PassageKind.HEADING else heading
        yield kind, uuid.UUID(block.id), heading, text


def _words(block: Any) -> list[str]:
    """Of a practice question without its explanations: what is found must not give the answer away."""
    if block.block_type == "practice":
        return [block.value["question"], *(choice["text"] for choice in block.value["choices"])]
    return block.block.get_searchable_content(block.value)
