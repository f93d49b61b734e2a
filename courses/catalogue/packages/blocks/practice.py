"""A practice question: `### [x] Words` is the right choice, `### [ ] Words` another; below each, why."""

import re
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid5

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.catalogue.blocks.practice import FEWEST_CHOICES, MOST_CHOICES
from courses.catalogue.packages.blocks.kind import BlockKind, Reading, Section
from courses.catalogue.packages.parts import Writing
from courses.catalogue.packages.rich_text import SENTENCE

CHOICE = re.compile(r"\[(?P<mark>[ xX])\][ \t]+(?P<text>\S.*)\Z")
LONGEST_CHOICE = 300


@dataclass(frozen=True)
class Choice:
    text: str
    right: bool
    explanation: str


@dataclass(frozen=True)
class Practice:
    question: str
    choices: tuple[Choice, ...]

    @property
    def shape(self) -> tuple[bool, ...]:
        return tuple(choice.right for choice in self.choices)

    def as_stored(self, key: UUID, writing: Writing) -> Any:
        return {
            "question": self.question,
            "choices": [
                {
                    "type": "item",
                    "value": {
                        "text": choice.text,
                        "right": choice.right,
                        "explanation": choice.explanation,
                    },
                    "id": str(uuid5(key, str(number))),
                }
                for number, choice in enumerate(self.choices, start=1)
            ],
        }


def _practice(reading: Reading) -> Practice:
    sections = reading.sections(_("A practice question has choices only, such as: ### [x] The right one"))
    choices = tuple(_choice(reading, section) for section in sections)
    if not FEWEST_CHOICES <= len(choices) <= MOST_CHOICES:
        reading.wrong(
            _(
                "A practice question has from %(least)s to %(most)s choices, each below a line “### [ ] Words”."
            )
            % {"least": FEWEST_CHOICES, "most": MOST_CHOICES}
        )
    elif sum(choice.right for choice in choices) != 1:
        reading.wrong(_("Mark one choice with [x] as the right one, and only one."))
    return Practice(reading.attribute("question"), choices)


def _choice(reading: Reading, section: Section) -> Choice:
    found = CHOICE.match(section.head)
    if found is None:
        reading.wrong(
            _("A choice is written as “### [ ] Words”, the right one as “### [x] Words”."), line=section.line
        )
    elif len(found["text"]) > LONGEST_CHOICE:
        reading.wrong(_("The choice is too long; make it shorter."), line=section.line)
    explanation = reading.rich_text_of(section.lines, line=section.line + 1, features=SENTENCE)
    if not explanation:
        reading.wrong(_("Nothing explains this choice; write below it why."), line=section.line)
    if found is None:
        return Choice("", False, explanation)
    return Choice(found["text"], found["mark"] != " ", explanation)


PRACTICE = BlockKind(
    "practice",
    _practice,
    needs=("question",),
    differs=gettext_lazy(
        "“%(id)s” has other choices than %(file)s, line %(line)s: as many, with the right one in the same place."
    ),
)
