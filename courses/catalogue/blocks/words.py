"""Blocks of words."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

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


class TermBlock(blocks.StructBlock):
    """A term explained where it is met: one line, opened by who needs it."""

    term = blocks.CharBlock(label=_("term"))
    text = blocks.RichTextBlock(label=_("what it means"), features=SENTENCE_FEATURES)

    class Meta:
        icon = "help"
        label = _("Term")
        template = "catalogue/blocks/term.html"


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
