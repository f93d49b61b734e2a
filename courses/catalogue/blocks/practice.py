"""A question to try oneself on: the answer comes at once, and nothing is kept or counted."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError

from courses.catalogue.blocks.words import SENTENCE_FEATURES

FEWEST_CHOICES, MOST_CHOICES = 2, 8


class ChoiceOfPracticeBlock(blocks.StructBlock):
    text = blocks.CharBlock(label=gettext_lazy("choice"))
    right = blocks.BooleanBlock(label=gettext_lazy("this is the right one"), required=False)
    explanation = blocks.RichTextBlock(
        label=gettext_lazy("why it is right, or is not"), features=SENTENCE_FEATURES
    )


class PracticeBlock(blocks.StructBlock):
    question = blocks.CharBlock(label=gettext_lazy("question"))
    choices = blocks.ListBlock(
        ChoiceOfPracticeBlock(), label=gettext_lazy("choices"), min_num=FEWEST_CHOICES, max_num=MOST_CHOICES
    )

    class Meta:
        icon = "circle-check"
        label = gettext_lazy("Practice question")
        template = "catalogue/blocks/practice.html"

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        if sum(choice["right"] for choice in cleaned["choices"]) != 1:
            sentence = _("Mark one choice as the right one, and only one.")
            raise StructBlockValidationError(block_errors={"choices": ValidationError(sentence)})
        return cleaned
