"""What a lesson is made of. Each block's id is the same in every language."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock

from cms.world.enums import LegalSystem

TEXT_FEATURES = ["bold", "italic", "ol", "ul", "link", "h3"]
SENTENCE_FEATURES = ["bold", "italic", "link"]
CASE_FEATURES = ["bold", "italic", "ol", "ul", "link"]

OFFICIAL, SUBSTANCE = "official", "substance"
WORDINGS = [
    (OFFICIAL, _("official wording")),
    (SUBSTANCE, _("the substance, in our own words")),
]


class LawBlock(blocks.StructBlock):
    instrument = blocks.CharBlock(label=_("instrument"))
    article = blocks.CharBlock(label=_("article and paragraph"))
    text = blocks.RichTextBlock(label=_("text"), features=["ol", "ul", "bold"])
    wording = blocks.ChoiceBlock(label=_("wording"), choices=WORDINGS, default=OFFICIAL)
    source = blocks.URLBlock(label=_("official source"))

    class Meta:
        icon = "openquote"
        label = _("Quotation of law")
        template = "catalogue/blocks/law.html"


class CaseBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("title"))
    text = blocks.RichTextBlock(label=_("text"), features=CASE_FEATURES)

    class Meta:
        icon = "folder-open-inverse"
        label = _("Case example")
        template = "catalogue/blocks/case.html"


class LegalNoteBlock(blocks.StructBlock):
    system = blocks.ChoiceBlock(label=_("legal system"), choices=LegalSystem.choices)
    text = blocks.RichTextBlock(label=_("text"), features=TEXT_FEATURES)


class CompareBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("what is compared"))
    notes = blocks.ListBlock(LegalNoteBlock(), label=_("notes"), min_num=2)

    class Meta:
        icon = "group"
        label = _("Comparative note")
        template = "catalogue/blocks/compare.html"


class FigureBlock(blocks.StructBlock):
    image = ImageChooserBlock(label=_("image"))
    alt = blocks.CharBlock(label=_("what it shows, for who can't see it"))
    caption = blocks.RichTextBlock(label=_("caption"), features=SENTENCE_FEATURES, required=False)

    class Meta:
        icon = "image"
        label = _("Image")
        template = "catalogue/blocks/image.html"


class LessonBlocks(blocks.StreamBlock):
    heading = blocks.CharBlock(label=_("Heading"), icon="title", template="catalogue/blocks/heading.html")
    text = blocks.RichTextBlock(
        label=_("Text"),
        icon="pilcrow",
        features=TEXT_FEATURES,
        template="catalogue/blocks/text.html",
    )
    image = FigureBlock()
    law = LawBlock()
    compare = CompareBlock()
    case = CaseBlock()
    key = blocks.RichTextBlock(
        label=_("Key point"),
        icon="pick",
        features=SENTENCE_FEATURES,
        template="catalogue/blocks/key.html",
    )
