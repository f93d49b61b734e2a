"""What a lesson is made of. Each block's id is the same in every language."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from courses.catalogue.blocks.offered import AudioBlock, DocumentBlock, FigureBlock, VideoBlock
from courses.catalogue.blocks.practice import PracticeBlock
from courses.catalogue.blocks.table import TableBlock
from courses.catalogue.blocks.words import (
    SENTENCE_FEATURES,
    TEXT_FEATURES,
    CaseBlock,
    CompareBlock,
    LawBlock,
    TermBlock,
)


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
    term = TermBlock()
    table = TableBlock()
    document = DocumentBlock()
    audio = AudioBlock()
    video = VideoBlock()
    practice = PracticeBlock()
