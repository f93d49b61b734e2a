"""A table of words and numbers, with a caption and a heading for each column."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.contrib.typed_table_block.blocks import TypedTable, TypedTableBlock

from courses.catalogue.blocks.words import SENTENCE_FEATURES

WORDS, NUMBER = "text", "number"


class TableBlock(blocks.StructBlock):
    table = TypedTableBlock(
        [
            (
                WORDS,
                blocks.RichTextBlock(label=gettext_lazy("Text"), features=SENTENCE_FEATURES, required=False),
            ),
            (NUMBER, blocks.CharBlock(label=gettext_lazy("Number"), required=False)),
        ],
        label=gettext_lazy("table"),
    )
    row_headings = blocks.BooleanBlock(
        label=gettext_lazy("the first column names its row"), required=False, default=True
    )

    class Meta:
        icon = "table"
        label = gettext_lazy("Table")
        template = "catalogue/blocks/table.html"

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        if sentence := _why_unreadable(cleaned["table"]):
            raise StructBlockValidationError(block_errors={"table": ValidationError(sentence)})
        return cleaned


def _why_unreadable(table: TypedTable) -> str:
    """What keeps who hears the table from following it; empty where nothing does."""
    if not table.caption.strip():
        return _("The table has no caption; write what it shows.")
    if len(table.columns) < 2 or not table.row_data:
        return _("A table has at least two columns and one row; for less, write a list.")
    if not all(column["heading"].strip() for column in table.columns):
        return _("A column has no heading; write what stands in it.")
    return ""
