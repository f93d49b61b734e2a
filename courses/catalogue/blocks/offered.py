"""Blocks that show a picture or offer a file: figure, document, sound, film.

The render context says of which text and block: `revision_id` (None for a draft), `block_id`; and
`lean` where the reader saves data.
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock

from courses.catalogue.blocks.words import CASE_FEATURES, SENTENCE_FEATURES
from courses.catalogue.contents import Family, endings_of, kind_named, too_large, why_not
from courses.catalogue.offered import address_of
from courses.catalogue.pictures import Picture, picture_of

Context = dict[str, Any]


class FigureBlock(blocks.StructBlock):
    image = ImageChooserBlock(label=gettext_lazy("image"))
    alt = blocks.CharBlock(label=gettext_lazy("what it shows, for who can't see it"))
    caption = blocks.RichTextBlock(label=gettext_lazy("caption"), features=SENTENCE_FEATURES, required=False)

    class Meta:
        icon = "image"
        label = gettext_lazy("Image")
        template = "catalogue/blocks/image.html"

    def get_context(self, value: Any, parent_context: Context | None = None) -> Context:
        context: Context = super().get_context(value, parent_context)
        return context | {"picture": _picture(context, "image", value["image"])}


class OfferBlock(blocks.StructBlock):
    """Has a `file` and perhaps more, each of a family; template context: `kind` of the file, `addresses` by part."""

    families: dict[str, Family]

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        errors = {
            name: ValidationError(sentence)
            for name, family in self.families.items()
            if cleaned[name] and (sentence := _why_not(cleaned[name], family))
        }
        if errors:
            raise StructBlockValidationError(block_errors=errors)
        return cleaned

    def get_context(self, value: Any, parent_context: Context | None = None) -> Context:
        context: Context = super().get_context(value, parent_context)
        return context | {
            "kind": kind_named(value["file"].filename) if value["file"] else None,
            "addresses": {name: _address(context, name, value[name]) for name in self.families},
        }


class DocumentBlock(OfferBlock):
    families = {"file": Family.DOCUMENT}

    title = blocks.CharBlock(label=gettext_lazy("title"))
    file = DocumentChooserBlock(label=gettext_lazy("file"))
    text = blocks.RichTextBlock(
        label=gettext_lazy("what it is for"), features=SENTENCE_FEATURES, required=False
    )

    class Meta:
        icon = "doc-full"
        label = gettext_lazy("Document")
        template = "catalogue/blocks/document.html"


class AudioBlock(OfferBlock):
    families = {"file": Family.AUDIO}

    title = blocks.CharBlock(label=gettext_lazy("title"))
    file = DocumentChooserBlock(label=gettext_lazy("sound file"))
    transcript = blocks.RichTextBlock(label=gettext_lazy("what is said in it"), features=CASE_FEATURES)

    class Meta:
        icon = "media"
        label = gettext_lazy("Sound")
        template = "catalogue/blocks/audio.html"


class VideoBlock(OfferBlock):
    families = {"file": Family.VIDEO, "captions": Family.CAPTIONS}

    title = blocks.CharBlock(label=gettext_lazy("title"))
    file = DocumentChooserBlock(label=gettext_lazy("film"))
    poster = ImageChooserBlock(label=gettext_lazy("picture shown before it starts"))
    captions = DocumentChooserBlock(
        label=gettext_lazy("captions"), help_text=gettext_lazy("A WebVTT file (.vtt)."), required=False
    )
    transcript = blocks.RichTextBlock(
        label=gettext_lazy("what is said and shown in it"), features=CASE_FEATURES
    )

    class Meta:
        icon = "media"
        label = gettext_lazy("Film")
        template = "catalogue/blocks/video.html"

    def get_context(self, value: Any, parent_context: Context | None = None) -> Context:
        context = super().get_context(value, parent_context)
        return context | {"poster": _picture(context, "poster", value["poster"])}


def _why_not(document: Any, family: Family) -> str:
    kind = kind_named(document.filename)
    if kind is None or kind.family != family:
        return _("This block takes files that end with: %(known)s. Choose another, or upload one.") % {
            "known": ", ".join(endings_of(family))
        }
    if (document.get_file_size() or 0) > kind.most_bytes:
        return too_large(kind)
    with document.open_file() as opened:
        return why_not(document.filename, opened.read(kind.most_bytes + 1))


def _picture(context: Context, part: str, image: Any) -> Picture | None:
    """None where the picture was deleted since."""
    if image is None:
        return None
    draft = reverse("catalogue:original", args=[image.pk])
    return picture_of(image, original=_address(context, part, image, draft=draft))


def _address(context: Context, part: str, row: Any, *, draft: str = "") -> str:
    if row is None:
        return ""
    return address_of(
        part,
        revision_id=context.get("revision_id"),
        block_id=context.get("block_id"),
        draft=draft or row.url,
    )
