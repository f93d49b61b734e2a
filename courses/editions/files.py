"""Documents and pictures that editions show: none of them goes while an edition is there.

A row for each, with PROTECT, written with the edition's texts. That no file is put in the place of another is held
by the forms of `courses.catalogue.uploads`.
"""

from __future__ import annotations

from django.utils.translation import gettext as _
from wagtail.documents.models import Document
from wagtail.images.models import Image

from cms.core.saying import active_language
from courses.catalogue.models import Step
from courses.catalogue.offered import DOCUMENT, PICTURE
from courses.editions.models import (
    Edition,
    EditionDocument,
    EditionPicture,
    EditionText,
    EditionTitle,
)
from courses.editions.reading import for_reader

HELD = {PICTURE: (EditionPicture, Image), DOCUMENT: (EditionDocument, Document)}


def hold_files(edition: Edition) -> None:
    """For every text of the edition; what is held already stays. Called in the transaction that writes the texts."""
    texts = EditionText.objects.filter(step__edition=edition).values_list("step__kind", "revision__content")
    shown = {
        (each.kind, each.row) for kind, content in texts for each in Step.of_kind(kind).files_of(content)
    }
    for kind, (holder, model) in HELD.items():
        wanted = [row for of_kind, row in shown if of_kind == kind]
        there = model.objects.filter(pk__in=wanted).values_list("pk", flat=True)
        holder.objects.bulk_create(
            [holder(edition=edition, file_id=pk) for pk in sorted(there)], ignore_conflicts=True
        )


def why_kept(file: Document | Image) -> str:
    """Why the file can't be deleted and what to do instead; empty where no edition shows it."""
    holder = EditionPicture if isinstance(file, Image) else EditionDocument
    held = holder.objects.filter(file=file.pk).select_related("edition").order_by("-pk").first()
    if held is None:
        return ""
    language = active_language()
    titles = EditionTitle.objects.filter(edition=held.edition).order_by("pk")
    return _(
        "“%(file)s” can't be deleted: edition %(number)s of the module “%(module)s” shows it, and cohorts are"
        " taught from it. To teach without it, take it out of the lesson and publish the module."
    ) % {
        "file": file.title,
        "number": held.edition.number,
        "module": for_reader(titles, language).title,
    }
